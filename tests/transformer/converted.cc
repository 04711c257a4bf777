#include "tests/transformer/converted.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <random>
#include <stdexcept>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "engine/convert/checkpoint/checkpoint_genome.h"

namespace regulon::reference {
namespace {

void Require(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

template <typename T>
T Require(absl::StatusOr<T> value) {
  Require(value.status());
  return *std::move(value);
}

template <typename T>
void Append(const std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

TransformerOptions OneThread() {
  TransformerOptions options;
  options.threads = 1;
  return options;
}

std::unique_ptr<const Genome> Converted(const std::string& config,
                                        const HfTensors& tensors,
                                        const Way& way) {
  static std::atomic<int> folders{0};
  const char* temporary = std::getenv("TEST_TMPDIR");
  const std::string folder = absl::StrCat(
      temporary != nullptr ? temporary : "/tmp", "/checkpoint", ++folders);
  std::filesystem::create_directory(folder);
  WriteCheckpoint(folder, config, tensors, way.file, way.shards);
  ConvertCheckpointOptions options;
  options.dtype = way.dtype;
  options.threads = 1;
  const std::string path = folder + "/converted.regulon";
  Require(ConvertCheckpoint(folder, options, path).status());
  std::unique_ptr<const Genome> genome = Require(Genome::Open(path));
  std::filesystem::remove_all(folder);
  return genome;
}

EngineReading ReadTokens(Transformer& transformer,
                         const std::vector<int>& tokens,
                         const std::vector<int>& split) {
  Sequence sequence =
      Require(transformer.NewSequence(static_cast<int64_t>(tokens.size())));
  EngineReading all;
  TokenReading some;
  std::vector<std::vector<float>> layers;
  size_t at = 0;
  for (size_t call = 0; at < tokens.size(); ++call) {
    size_t count = tokens.size() - at;
    if (call < split.size()) count = std::min<size_t>(count, split[call]);
    Require(
        transformer.ReadLayers(absl::MakeConstSpan(tokens).subspan(at, count),
                               sequence, some, layers));
    all.layers.resize(layers.size());
    for (size_t l = 0; l < layers.size(); ++l) Append(layers[l], all.layers[l]);
    Append(some.hidden, all.hidden);
    Append(some.open, all.open);
    std::vector<float> logits;
    Require(transformer.Predict(some.hidden, logits));
    Append(logits, all.logits);
    at += count;
  }
  return all;
}

EngineReading ReadTokens(const Genome& genome, const std::vector<int>& tokens,
                         const TransformerOptions& options,
                         const std::vector<int>& split) {
  return ReadTokens(*Require(Transformer::Create(genome, options)), tokens,
                    split);
}

std::vector<int> ExpertsOf(const Genome& genome, const EngineReading& reading,
                           int layer, int token) {
  const proto::Manifest& manifest = genome.manifest();
  const std::string prefix = absl::StrCat("layer", layer, ".expert");
  std::vector<int> experts;
  for (int d = 0; d < manifest.domains_size(); ++d) {
    absl::string_view id = manifest.domains(d).id();
    int expert = 0;
    if (absl::ConsumePrefix(&id, prefix) && absl::SimpleAtoi(id, &expert) &&
        reading.open[token * manifest.domains_size() + d] != 0) {
      experts.push_back(expert);
    }
  }
  return experts;
}

double Difference(const std::vector<float>& rows, const Rows& reference,
                  const std::vector<size_t>& which) {
  const size_t width = reference[0].size();
  if (rows.size() != reference.size() * width) {
    throw std::runtime_error(absl::StrCat(
        rows.size(), " values are not ", reference.size(), " rows of ", width));
  }
  double worst = 0;
  for (const size_t row : which) {
    double largest = 0, difference = 0;
    for (size_t i = 0; i < width; ++i) {
      const double expected = reference[row][i];
      largest = std::max(largest, std::abs(expected));
      const double off = std::abs(rows[row * width + i] - expected);
      if (!(off <= difference)) difference = off;  // also where it is NaN
    }
    if (!(difference / largest <= worst)) worst = difference / largest;
  }
  return worst;
}

double Difference(const std::vector<float>& rows, const Rows& reference,
                  size_t end) {
  std::vector<size_t> which(end);
  std::iota(which.begin(), which.end(), 0);
  return Difference(rows, reference, which);
}

double Difference(const EngineReading& reading, const Reading& reference) {
  const size_t rows = reference.hidden.size();
  double worst = std::max(Difference(reading.hidden, reference.hidden, rows),
                          Difference(reading.logits, reference.logits, rows));
  for (size_t l = 0; l < reference.layers.size(); ++l) {
    worst = std::max(worst,
                     Difference(reading.layers[l], reference.layers[l], rows));
  }
  return worst;
}

std::vector<int> RandomTokens(int count, int vocabulary, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<int> tokens(count);
  for (int& token : tokens) {
    token = static_cast<int>(random() % static_cast<uint64_t>(vocabulary));
  }
  return tokens;
}

}  // namespace regulon::reference
