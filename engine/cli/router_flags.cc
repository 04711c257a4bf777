#include "engine/cli/router_flags.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "engine/cli/open_genome.h"
#include "engine/status.h"

namespace regulon {
std::vector<std::string> RouterFlags::Asked() const {
  std::vector<std::string> words;
  if (top_k != 0) words.push_back(absl::StrCat("--top-k ", top_k));
  for (const std::string& domain : require) {
    words.push_back(absl::StrCat("--require ", domain));
  }
  for (const std::string& domain : forbid) {
    words.push_back(absl::StrCat("--forbid ", domain));
  }
  return words;
}

void AddRouterFlags(CLI::App& verb, RouterFlags& flags) {
  verb.add_option("--top-k", flags.top_k,
                  "open at most this many routed domains of a layer, in the "
                  "place of the genome's own cap")
      ->check(CLI::Range(1, 1000000000));
  verb.add_option("--require", flags.require,
                  "DOMAIN that opens whatever its score; may be given often")
      ->allow_extra_args(false);
  verb.add_option("--forbid", flags.forbid,
                  "DOMAIN that stays shut; may be given often")
      ->allow_extra_args(false);
}

absl::Status CheckRouter(const RouterFlags& flags, const Genome& genome) {
  Context probe(genome, "");
  const auto named = [&](const std::string& flag, const absl::Status& status) {
    if (status.ok()) return status;
    return absl::InvalidArgumentError(absl::StrCat(
        flag, ": ",
        absl::IsNotFound(status) ? WithList(status, genome, "domains")
                                 : std::string(status.message())));
  };
  if (flags.top_k != 0) {
    RETURN_IF_ERROR(named(absl::StrCat("--top-k ", flags.top_k),
                          probe.SetTopK(flags.top_k)));
  }
  for (const std::string& domain : flags.require) {
    RETURN_IF_ERROR(
        named(absl::StrCat("--require ", domain), probe.Require(domain)));
  }
  for (const std::string& domain : flags.forbid) {
    RETURN_IF_ERROR(
        named(absl::StrCat("--forbid ", domain), probe.Forbid(domain)));
  }
  return absl::OkStatus();
}

absl::Status SetRouter(const RouterFlags& flags, Context& context) {
  if (flags.top_k != 0) RETURN_IF_ERROR(context.SetTopK(flags.top_k));
  for (const std::string& domain : flags.require) {
    RETURN_IF_ERROR(context.Require(domain));
  }
  for (const std::string& domain : flags.forbid) {
    RETURN_IF_ERROR(context.Forbid(domain));
  }
  return absl::OkStatus();
}

}  // namespace regulon
