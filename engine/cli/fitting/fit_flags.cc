#include "engine/cli/fitting/fit_flags.h"

#include <CLI/CLI.hpp>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/verbs.h"
#include "engine/expression/matched_edges.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::StatusOr<SourceText> ReadSource(const std::string& path) {
  SourceText source;
  source.path = ShownName(path);
  ASSIGN_OR_RETURN(source.text, ReadFile(path));
  return source;
}

absl::StatusOr<NamedDomains> DrawnDomains(const FitFlags& flags,
                                          const Problem& problem) {
  ASSIGN_OR_RETURN(const SourceText list, ReadSource(flags.domains_file));
  if (flags.coordinates.empty()) {
    return DomainsFromRegulons(problem.genes, list);
  }
  ASSIGN_OR_RETURN(const SourceText genes, ReadSource(flags.coordinates));
  return DomainsFromBed(problem.genes, genes, list);
}

}  // namespace

void AddFitFlags(CLI::App& verb, FitFlags& flags) {
  verb.add_option("--share", flags.share,
                  "of the experts (domains) that a context may open")
      ->check([](const std::string& text) -> std::string {
        double share = -1;
        const bool number = absl::SimpleAtod(text, &share);
        return number && share >= 0 && share <= 1 ? "" : "give 0..1";
      })
      ->capture_default_str();
  verb.add_option("--domains", flags.domains,
                  "how many; without it, of 64 genes each")
      ->check(CLI::Range(1, 1000000));
  verb.add_option("--rank", flags.rank,
                  "of the shared path; without it, what keeps a context to a "
                  "third of all parameters")
      ->check(CLI::Range(1, 100000));
  CLI::Option* drawn = verb.add_option(
      "--domains-from", flags.domains_file,
      "a list of domain and gene, or with --coordinates a BED of domains");
  verb.add_option("--coordinates", flags.coordinates,
                  "a BED of genes, ids in column 4")
      ->needs(drawn);
  CLI::Option* prior = verb.add_option(
      "--prior", flags.prior,
      "known edges (regulator, target, sign): elements for genes "
      "that they explain beyond the dense paths");
  verb.add_flag("--no-encoder", flags.no_encoder,
                "do not try whether regulators change each other's activity");
  verb.add_flag("--gated", flags.gated, "try gated experts")->excludes(prior);
  verb.add_option("--seed", flags.seed, "of what is left to chance")
      ->check(CLI::Range(uint64_t{0}, uint64_t{1} << 53))
      ->capture_default_str();
}

absl::StatusOr<FitOptions> FitOptionsOf(const FitFlags& flags,
                                        const DataFlags& data_flags,
                                        const Data& data) {
  FitOptions options;
  options.share = flags.share;
  options.domains = flags.domains;
  options.rank = flags.rank;
  options.seed = flags.seed;
  options.threads = data_flags.threads;
  options.encoder = !flags.no_encoder;
  options.gated = flags.gated;
  if (!flags.prior.empty()) {
    ASSIGN_OR_RETURN(std::vector<NamedEdge> edges, ReadEdges(flags.prior));
    options.prior = WithIds(std::move(edges), data);
    if (MatchEdges(options.prior, data.problem.regulators, data.problem.genes)
            .empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          flags.prior, ": no edge lies between a regulator such as '",
          data.problem.regulators[0], "' and a gene such as '",
          data.problem.genes[0], "'; --symbols translates names"));
    }
  }
  if (!flags.domains_file.empty()) {
    ASSIGN_OR_RETURN(options.drawn, DrawnDomains(flags, data.problem));
    for (const std::string& note : options.drawn->notes) Note(note);
  }
  return options;
}

}  // namespace regulon
