// A transformer genome beside what the memory gives at most, measured in the
// same run: load time, memory, tokens per second of a prompt and of decoding.
//
//   regulon synth --like config.json --dtype bf16 -o random.regulon
//   bazel run -c opt //benchmarks:transformer_benchmark -- random.regulon
//   ... -- random.regulon PROMPT NEW THREADS
//
// Decoding reads one token at a time and predicts the next. The limit is that
// of reading, from memory of 2 MiB pages and front to back, the bytes that the
// account says a token reads and its keys and values: no better than
// perfect. Times are medians.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "benchmarks/machine_limits.h"
#include "engine/genome/genome.h"
#include "engine/transformer/transformer.h"
#include "engine/workers.h"

namespace regulon {
namespace {

void Check(const absl::Status& status) {
  if (status.ok()) return;
  absl::FPrintF(stderr, "%s\n", status.ToString());
  std::exit(1);
}

template <typename T>
T Checked(absl::StatusOr<T> value) {
  Check(value.status());
  return *std::move(value);
}

double SecondsOf(const std::function<void()>& run) {
  const auto begin = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
      .count();
}

double Median(std::vector<double> values) {
  const auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// "RssAnon", "RssFile" or "VmRSS" of this program.
double Megabytes(const std::string& what) {
  std::ifstream status("/proc/self/status");
  int64_t kilobytes = 0;
  for (std::string line; std::getline(status, line);) {
    if (absl::StartsWith(line, what)) {
      kilobytes = std::atoll(line.c_str() + what.size() + 1);
    }
  }
  return kilobytes * 1024 / 1e6;
}

void Row(const char* what, double value, const char* unit) {
  absl::PrintF("%-40s %12.2f %s\n", what, value, unit);
  std::fflush(stdout);
}

int32_t Highest(const std::vector<float>& logits) {
  return static_cast<int32_t>(std::max_element(logits.begin(), logits.end()) -
                              logits.begin());
}

struct Asked {
  std::string path;
  int prompt = 512, fresh = 64, threads = 0;
};

// What decoding one token took.
struct Decoded {
  double seconds, bytes, operations;
};

class Run {
 public:
  Run(const Genome& genome, const Asked& asked, Transformer& transformer)
      : asked_(asked), transformer_(transformer), shape_(transformer.shape()) {
    for (int i = 0; i < asked.prompt; ++i) {
      prompt_.push_back(
          static_cast<int32_t>((i * 7919 + i / 3) % shape_.vocabulary()));
    }
    key_bytes_ = 2.0 * genome.manifest().routers_size() * shape_.key_heads() *
                 shape_.head_width() * sizeof(float);
  }

  // Seconds; `flops` of all of it.
  double Prompt(Sequence& sequence, int64_t& flops) {
    sequence.Truncate(0);
    const double seconds =
        SecondsOf([&] { Check(transformer_.Read(prompt_, sequence, last_)); });
    flops = last_.flops;
    return seconds;
  }

  std::vector<Decoded> Decode(Sequence& sequence) {
    const size_t width = shape_.width();
    std::vector<float> hidden(last_.hidden.end() - width, last_.hidden.end());
    std::vector<float> logits;
    Check(transformer_.Predict(hidden, logits));
    std::vector<Decoded> tokens(asked_.fresh);
    const int units = static_cast<int>(transformer_.inventory().units().size());
    for (Decoded& token : tokens) {
      const int32_t id = Highest(logits);
      token.seconds = SecondsOf([&] {
        Check(transformer_.Read({id}, sequence, last_));
        Check(transformer_.Predict(last_.hidden, logits));
      });
      ReadSet reads(units);
      transformer_.Mark(id, sequence.size() - 1, last_.open, true, reads);
      token.bytes = transformer_.inventory().Measure(reads).bytes_read +
                    key_bytes_ * sequence.size();
      token.operations = last_.flops + transformer_.predict_flops();
    }
    return tokens;
  }

 private:
  const Asked& asked_;
  Transformer& transformer_;
  const proto::Transformer& shape_;
  std::vector<int32_t> prompt_;
  TokenReading last_;
  double key_bytes_;  // of keys and values, of one token
};

double MedianOf(const std::vector<Decoded>& tokens, double Decoded::*what) {
  std::vector<double> values;
  for (const Decoded& token : tokens) values.push_back(token.*what);
  return Median(std::move(values));
}

void Measure(const Asked& asked) {
  constexpr int kRounds = 3;
  std::unique_ptr<const Genome> genome;
  std::unique_ptr<Transformer> transformer;
  TransformerOptions options;
  options.threads = asked.threads;
  const double load = SecondsOf([&] {
    genome = Checked(Genome::Open(asked.path));
    transformer = Checked(Transformer::Create(*genome, options));
  });
  Row("load", 1e3 * load, "ms");
  Run run(*genome, asked, *transformer);
  Sequence sequence =
      Checked(transformer->NewSequence(asked.prompt + asked.fresh));
  int64_t flops = 0;
  Row("first prompt, from the disk's cache", run.Prompt(sequence, flops), "s");

  Workers workers(asked.threads);
  std::vector<double> prompts, bandwidth, peak;
  std::vector<Decoded> tokens;
  Row("resident", Megabytes("VmRSS"), "MB");
  Row("  of it, of the genome", Megabytes("RssFile"), "MB");
  const Memory memory(int64_t{512} << 20, Memory::kHuge);
  for (int round = 0; round < kRounds; ++round) {
    prompts.push_back(run.Prompt(sequence, flops));
    bandwidth.push_back(ReadBandwidth(memory.bytes(), workers));
    peak.push_back(FloatPeak(workers));
    for (const Decoded& token : run.Decode(sequence)) tokens.push_back(token);
    bandwidth.push_back(ReadBandwidth(memory.bytes(), workers));
  }
  const double prompt = Median(prompts);
  Row("prompt, tokens/s", asked.prompt / prompt, "");
  Row("  GFLOP/s", flops / prompt / 1e9, "");
  Row("  of GFLOP/s in f32", Median(peak) / 1e9, "");
  const double token = MedianOf(tokens, &Decoded::seconds);
  const double bytes = MedianOf(tokens, &Decoded::bytes);
  Row("decoding, tokens/s", 1 / token, "");
  Row("  ms a token", 1e3 * token, "");
  Row("  MB a token", bytes / 1e6, "");
  Row("  GB/s", bytes / token / 1e9, "");
  Row("  of GB/s", Median(bandwidth) / 1e9, "");
  Row("  % of the limit", 100 * bytes / token / Median(bandwidth), "");
}

}  // namespace
}  // namespace regulon

int main(int argc, char** argv) {
  regulon::Asked asked;
  int* const numbers[] = {&asked.prompt, &asked.fresh, &asked.threads};
  bool right = argc >= 2 && argc <= 5;
  for (int i = 2; right && i < argc; ++i) {
    right = absl::SimpleAtoi(argv[i], numbers[i - 2]) && *numbers[i - 2] >= 0;
  }
  if (!right || asked.prompt < 1 || asked.fresh < 1) {
    std::fprintf(stderr,
                 "usage: transformer_benchmark GENOME [PROMPT [NEW "
                 "[THREADS]]]\n");
    return 2;
  }
  asked.path = argv[1];
  regulon::Measure(asked);
  return 0;
}
