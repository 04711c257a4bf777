// A SYNTHETIC genome of human size under two programs: what was read, and how
// long it took beside reading everything.

#include <algorithm>
#include <chrono>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/cell/cell.h"
#include "engine/cli/demo.h"
#include "engine/cli/files.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/output/table_writer.h"
#include "engine/status.h"
#include "engine/synth/synth.h"

namespace regulon {
namespace {

constexpr int kTimes = 15;

absl::StatusOr<std::unique_ptr<const Genome>> OpenSynthetic() {
  ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Create());
  Progress progress("synth", 1);
  SynthOptions options;
  options.on_progress = [&progress](double share) { progress.Update(share); };
  const std::string path = folder.File("synthetic.regulon");
  RETURN_IF_ERROR(Synthesize(options, path));
  return Genome::Open(path);
}

// Median milliseconds of one context, warm; `answer` is what it gave.
absl::StatusOr<double> Milliseconds(Cell& cell, const Context& context,
                                    Answer& answer) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> times;
  for (int i = 0; i <= kTimes; ++i) {
    const Clock::time_point start = Clock::now();
    RETURN_IF_ERROR(
        cell.Express(absl::MakeSpan(&context, 1), absl::MakeSpan(&answer, 1)));
    const std::chrono::duration<double, std::milli> took = Clock::now() - start;
    if (i > 0) times.push_back(took.count());  // the first one warms up
  }
  std::nth_element(times.begin(), times.begin() + kTimes / 2, times.end());
  return times[kTimes / 2];
}

}  // namespace

absl::Status DemoSynthetic() {
  ASSIGN_OR_RETURN(const auto genome, OpenSynthetic());
  CellOptions everything;
  everything.everything_open = true;
  ASSIGN_OR_RETURN(const auto sparse, Cell::Create(*genome, CellOptions()));
  ASSIGN_OR_RETURN(const auto dense, Cell::Create(*genome, everything));
  RETURN_IF_ERROR(
      Print(absl::StrCat("(c) ", genome->manifest().title(), "\n")));
  auto table =
      TableWriter::Create(Format::kTable,
                          {"program", "domains open", "parameters read",
                           "of all", "bytes paged", "ms", "ms, all open"},
                          stdout);
  for (const char* program : {"program_A", "program_B"}) {
    Context context(*genome, program);
    RETURN_IF_ERROR(context.Set(program, 1));
    Answer answer = sparse->NewAnswer(), all = dense->NewAnswer();
    ASSIGN_OR_RETURN(const double ms, Milliseconds(*sparse, context, answer));
    ASSIGN_OR_RETURN(const double all_ms, Milliseconds(*dense, context, all));
    const Account account = sparse->inventory().Measure(answer.reads);
    const Count total = account.Sum();
    table->AddRow(
        {program,
         absl::StrCat(std::count(answer.open.begin(), answer.open.end(), 1),
                      " of ", answer.open.size()),
         total.active, absl::StrFormat("%.1f %%", 100 * total.fraction()),
         account.bytes_paged, absl::StrFormat("%.2f", ms),
         absl::StrFormat("%.2f", all_ms)});
  }
  return table->Finish();
}

}  // namespace regulon
