#include "engine/cli/open_genome.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<std::unique_ptr<const Genome>> OpenGeneGenome(
    const std::string& path) {
  ASSIGN_OR_RETURN(auto genome, Genome::Open(path));
  if (!genome->manifest().has_transformer()) return genome;
  return absl::FailedPreconditionError(
      absl::StrCat(path,
                   " reads tokens, not regulators; ask it by 'regulon embed', "
                   "'regulon complete' or 'regulon active --tokens'"));
}

absl::StatusOr<std::unique_ptr<const Genome>> OpenTokenGenome(
    const std::string& path) {
  ASSIGN_OR_RETURN(auto genome, Genome::Open(path));
  if (genome->manifest().has_transformer()) return genome;
  return absl::FailedPreconditionError(absl::StrCat(
      path, " reads regulators, not tokens; ask it by 'regulon express'"));
}

std::string WithList(const absl::Status& status, const Genome& genome,
                     absl::string_view what) {
  const absl::string_view message = status.message();
  return absl::StrCat(
      message, absl::EndsWith(message, "?") ? " All of them: '" : "; see '",
      "regulon inspect ", genome.path(), " --list ", what, "'");
}

}  // namespace regulon
