#include "tests/fuzz/exercise.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/cell/cell.h"
#include "engine/status.h"

namespace regulon {

MemoryFile::MemoryFile(absl::string_view bytes)
    : descriptor_(memfd_create("genome", MFD_CLOEXEC)),
      path_(absl::StrCat("/proc/self/fd/", descriptor_)) {
  Require(descriptor_ >= 0 && write(descriptor_, bytes.data(), bytes.size()) ==
                                  static_cast<ssize_t>(bytes.size()),
          "a file in memory takes the input");
}

MemoryFile::~MemoryFile() { close(descriptor_); }

const std::string& ScratchPath() {
  static const std::string& path = *new std::string(
      absl::StrCat(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp",
                   "/regulon_fuzz_", getpid(), ".regulon"));
  return path;
}

void Require(bool holds, absl::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", std::string(what).c_str());
  std::abort();
}

absl::Status Exercise(const Genome& genome,
                      const std::vector<Context>& contexts) {
  CellOptions options;
  options.threads = 1;
  ASSIGN_OR_RETURN(const std::unique_ptr<Cell> cell,
                   Cell::Create(genome, options));
  ASSIGN_OR_RETURN(const std::vector<Answer> answers, cell->Express(contexts));
  for (const Answer& answer : answers) {
    for (const float level : answer.expression) {
      Require(std::isfinite(level), "an answer is finite");
    }
    cell->inventory().Measure(answer.reads);
  }
  return absl::OkStatus();
}

absl::Status Exercise(const Genome& genome) {
  const absl::Status verified = genome.VerifyTensors();
  std::vector<Context> contexts = {Context(genome, "none"),
                                   Context(genome, "some")};
  const auto regulators = static_cast<int>(genome.regulator_units().size());
  for (int t = 0; t < std::min(regulators, 8); ++t) {
    (void)contexts[1].SetIndex(t, t % 3 == 0 ? 1 : 0.5);
  }
  RETURN_IF_ERROR(Exercise(genome, contexts));
  return verified;
}

}  // namespace regulon
