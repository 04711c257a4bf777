// SYNTHETIC genomes: of any size, the same for the same seed, describing
// nothing in nature, with a planted structure that a test can look for.
//
// Regulators "program_A", "program_B", ... each open a chosen set of domains:
// A 5 %, B 20 %, the others about 10 %, all of them together every domain. The
// other regulators ("SYNTF0001", ...) modulate the genes of open domains.
#ifndef REGULON_ENGINE_SYNTH_SYNTH_H_
#define REGULON_ENGINE_SYNTH_SYNTH_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/genome/matrix.h"

namespace regulon {

struct SynthOptions {
  int regulators = 1839;
  int genes = 20000;
  int domains = 512;
  int programs = 16;
  // Wanted parameters: the experts' hidden width is set to come near it.
  int64_t parameters = 16'800'000;
  uint64_t seed = 1;
  DType dtype = DType::kF32;  // of the experts' matrices
  std::function<void(double share)> on_progress;
};

// The domains that each program opens, ascending; [programs].
std::vector<std::vector<int>> PlantedDomains(const SynthOptions& options);

// Id of a program: 0 -> "program_A", 25 -> "program_Z", 26 -> "program_AA".
std::string ProgramId(int program);

// InvalidArgument for sizes that make no genome.
absl::Status Synthesize(const SynthOptions& options, const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_SYNTH_SYNTH_H_
