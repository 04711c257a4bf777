// Every knock-out in every context: the screen that keeps what an edit leaves
// unchanged, against a full reading of each edited context, one by one and in
// batches. All in one run, and every answer compared.
//
//   regulon synth -o synth.regulon
//   regulon inspect synth.regulon --list regulators --format tsv |
//       benchmarks/atlas_contexts.py 100 > contexts.tsv
//   bazel run -c opt //benchmarks:screen_benchmark -- $PWD/synth.regulon
//       $PWD/contexts.tsv [THREADS]

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "engine/cell/cell.h"
#include "engine/context/context_stream.h"
#include "engine/context/read_contexts.h"
#include "engine/line_reader.h"
#include "engine/query/perturb.h"
#include "engine/query/screen.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kBatch = 256;

double Seconds() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

class Hash {
 public:
  template <typename T>
  Hash& Add(absl::Span<const T> values) {
    const std::string_view bytes(reinterpret_cast<const char*>(values.data()),
                                 values.size() * sizeof(T));
    value_ = value_ * 0x9e3779b97f4a7c15 + std::hash<std::string_view>()(bytes);
    return *this;
  }
  uint64_t value() const { return value_; }

 private:
  uint64_t value_ = 0;
};

// Of all that an answer says and read.
uint64_t HashOf(const Answer& answer) {
  const int64_t flops[] = {answer.flops, answer.flops_everything_open};
  return Hash()
      .Add<float>(answer.expression)
      .Add<uint8_t>(answer.open)
      .Add<float>(answer.weight)
      .Add<uint64_t>(answer.reads.words())
      .Add<int64_t>(flops)
      .value();
}

class Comparison {
 public:
  Comparison(Cell& cell, const std::vector<Context>& contexts)
      : cell_(cell),
        contexts_(contexts),
        screen_(EveryKnockOut(cell.genome())) {}

  absl::Status Run() {
    RETURN_IF_ERROR(ReadEach());
    RETURN_IF_ERROR(ReadBatches());
    RETURN_IF_ERROR(RunScreen());
    RETURN_IF_ERROR(Compare());
    const auto edits = static_cast<double>(hashes_.size());
    std::printf(
        "%zu regulators x %zu contexts: %.0f edits, of which %lld change "
        "something\n",
        screen_.size(), contexts_.size(), edits,
        static_cast<long long>(changed_));
    const struct {
      const char* way;
      double seconds;
    } ways[] = {{"one full reading per edit", each_},
                {"full readings in batches", batches_},
                {"the screen", kept_}};
    for (const auto& [way, seconds] : ways) {
      std::printf("%-26s %8.2f s  %8.1f us per edit  %6.1f x\n", way, seconds,
                  1e6 * seconds / edits, each_ / seconds);
    }
    std::printf("%.2f ms per edit that changes something\n",
                1e3 * kept_ / static_cast<double>(changed_));
    std::printf("answers that differ in any bit: %lld\n",
                static_cast<long long>(different_));
    return different_ == 0 ? absl::OkStatus()
                           : absl::InternalError("not the same bits");
  }

 private:
  absl::Status Apply(int64_t edit, Context& context) const {
    return ApplyEdits(cell_.genome(), screen_[edit].edits, false, context);
  }

  absl::Status ReadEach() {
    std::vector<Answer> answer = {cell_.NewAnswer()};
    for (const Context& context : contexts_) {
      for (size_t edit = 0; edit < screen_.size(); ++edit) {
        const double begin = Seconds();
        Context edited = context;
        RETURN_IF_ERROR(Apply(edit, edited));
        RETURN_IF_ERROR(cell_.Express({edited}, absl::MakeSpan(answer)));
        each_ += Seconds() - begin;
        hashes_.push_back(HashOf(answer[0]));
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadBatches() {
    std::vector<Answer> answers(kBatch, cell_.NewAnswer());
    const double begin = Seconds();
    std::vector<Context> edited;
    for (size_t at = 0; at < hashes_.size(); at += kBatch) {
      edited.clear();
      for (size_t i = at; i < std::min(at + kBatch, hashes_.size()); ++i) {
        edited.push_back(contexts_[i / screen_.size()]);
        RETURN_IF_ERROR(Apply(i % screen_.size(), edited.back()));
      }
      RETURN_IF_ERROR(cell_.Express(
          edited, absl::MakeSpan(answers).subspan(0, edited.size())));
    }
    batches_ = Seconds() - begin;
    return absl::OkStatus();
  }

  // As `regulon perturb --screen regulators` does.
  absl::Status RunScreen() {
    std::vector<int> genes;
    for (int g = 0; g < cell_.genome().manifest().genes_size(); ++g) {
      genes.push_back(g);
    }
    const double begin = Seconds();
    Screen summary(static_cast<int>(screen_.size()), genes);
    RETURN_IF_ERROR(Perturb(cell_, contexts_, screen_, PerturbOptions(),
                            [&](const Effect& effect) {
                              summary.Add(effect);
                              return absl::OkStatus();
                            }));
    kept_ = Seconds() - begin;
    return absl::OkStatus();
  }

  absl::Status Compare() {
    size_t at = 0;
    return cell_.ExpressEdits(
        contexts_, static_cast<int64_t>(screen_.size()),
        [this](int64_t edit, Context& context) { return Apply(edit, context); },
        [&](const Cell::Edited& edited) {
          changed_ += edited.changed;
          different_ += HashOf(*edited.after) != hashes_[at++];
          return absl::OkStatus();
        });
  }

  Cell& cell_;
  const std::vector<Context>& contexts_;
  const std::vector<NamedEdits> screen_;
  std::vector<uint64_t> hashes_;
  double each_ = 0, batches_ = 0, kept_ = 0;
  int64_t changed_ = 0, different_ = 0;
};

absl::Status Run(const std::string& path, const std::string& table,
                 int threads) {
  ASSIGN_OR_RETURN(const auto genome, Genome::Open(path));
  ASSIGN_OR_RETURN(LineReader lines, LineReader::Open(table));
  ASSIGN_OR_RETURN(ContextStream stream,
                   ContextStream::Create(*genome, std::move(lines), ""));
  ASSIGN_OR_RETURN(const std::vector<Context> contexts,
                   ReadAllContexts(*genome, stream));
  CellOptions options;
  options.threads = threads;
  ASSIGN_OR_RETURN(const auto cell, Cell::Create(*genome, options));
  return Comparison(*cell, contexts).Run();
}

}  // namespace
}  // namespace regulon

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "screen_benchmark GENOME CONTEXTS [THREADS]\n");
    return 2;
  }
  const absl::Status status =
      regulon::Run(argv[1], argv[2], argc > 3 ? std::atoi(argv[3]) : 0);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
