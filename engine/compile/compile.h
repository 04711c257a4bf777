// From a genome as text to a genome as a file.
#ifndef REGULON_ENGINE_COMPILE_COMPILE_H_
#define REGULON_ENGINE_COMPILE_COMPILE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/compile/spot.h"
#include "engine/genome/draft.h"

namespace regulon {

struct Compiled {
  Draft draft;
  std::vector<ExpertDraft> experts;   // [domains]
  std::vector<std::string> warnings;  // a line each, with its place
};

// InvalidArgument with the place and a remedy for a spec that makes no sense.
absl::StatusOr<Compiled> Compile(const proto::GenomeSpec& spec,
                                 const Spot& root);

// Text to file; returns the warnings. `file` is what messages call the text.
absl::StatusOr<std::vector<std::string>> CompileText(absl::string_view text,
                                                     const std::string& file,
                                                     const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_COMPILE_COMPILE_H_
