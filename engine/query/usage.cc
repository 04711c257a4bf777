#include "engine/query/usage.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/status.h"
#include "proto/usage.pb.h"

namespace regulon {
namespace {

constexpr char kAgain[] = "; save it again with --save-usage";

template <typename... Parts>
absl::Status Wrong(absl::string_view name, const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(name, ": ", parts...));
}

absl::Status CheckCounts(const proto::Usage& usage, const Genome& genome,
                         absl::string_view name) {
  const proto::Manifest& manifest = genome.manifest();
  if (usage.domains_size() != manifest.domains_size()) {
    return Wrong(name, "it counts ", usage.domains_size(), " domains of ",
                 manifest.domains_size(), kAgain);
  }
  for (const std::string& text : {usage.corpus(), usage.asked()}) {
    if (std::any_of(text.begin(), text.end(), absl::ascii_iscntrl)) {
      return Wrong(name, "its corpus has a name of control characters", kAgain);
    }
  }
  // No corpus has as many, and sums of several do not overflow.
  constexpr int64_t kMost = int64_t{1} << 53;
  if (usage.contexts() < 1 || usage.contexts() > kMost || usage.samples() < 0 ||
      usage.samples() > usage.contexts()) {
    return Wrong(name, usage.samples(), " samples of ", usage.contexts(),
                 " contexts cannot be", kAgain);
  }
  for (int d = 0; d < manifest.domains_size(); ++d) {
    const proto::Usage::Domain& domain = usage.domains(d);
    if (domain.id() != manifest.domains(d).id()) {
      return Wrong(name, "domain '", domain.id(), "' stands where '",
                   manifest.domains(d).id(), "' should", kAgain);
    }
    if (domain.openings() < 0 || domain.openings() > usage.contexts() ||
        domain.sample_openings() < 0 ||
        domain.sample_openings() > usage.samples() ||
        domain.sample_openings() > domain.openings() ||
        (manifest.has_transformer() &&
         (domain.openings() > 0) != (domain.sample_openings() > 0))) {
      return Wrong(name, "domain '", domain.id(), "' opened ",
                   domain.openings(), " times in ", domain.sample_openings(),
                   " samples, which cannot be", kAgain);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> WriteUsage(const Genome& genome,
                                       const OpeningTally& tally,
                                       const UsageSource& source) {
  proto::Usage usage;
  usage.set_genome(genome.manifest_sha256());
  usage.set_corpus(source.corpus);
  usage.set_corpus_sha256(source.corpus_sha256);
  usage.set_asked(source.asked);
  usage.set_contexts(tally.contexts());
  usage.set_samples(tally.samples());
  for (int d = 0; d < tally.domains(); ++d) {
    proto::Usage::Domain& domain = *usage.add_domains();
    domain.set_id(genome.manifest().domains(d).id());
    domain.set_openings(tally.openings(d));
    domain.set_sample_openings(tally.sample_openings(d));
  }
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(usage, &text, options)
           .ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        source.corpus, ": the name of the corpus is not UTF-8; rename it"));
  }
  return text;
}

absl::StatusOr<UsageSource> AddUsage(const Genome& genome,
                                     absl::string_view text,
                                     absl::string_view name,
                                     OpeningTally& tally) {
  proto::Usage usage;
  const auto parsed = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(text.data(), text.size()), &usage);
  if (!parsed.ok()) {
    return Wrong(name, "no saved usage: ",
                 absl::StrReplaceAll(absl::string_view(parsed.message().data(),
                                                       parsed.message().size()),
                                     {{"\n", " "}}),
                 kAgain);
  }
  if (usage.genome() != genome.manifest_sha256()) {
    return Wrong(name, "the usage of another genome than ", genome.path(), " (",
                 usage.genome(), ", not ", genome.manifest_sha256(),
                 "); give the genome that it was saved with");
  }
  RETURN_IF_ERROR(CheckCounts(usage, genome, name));
  std::vector<int64_t> openings, sample_openings;
  for (const proto::Usage::Domain& domain : usage.domains()) {
    openings.push_back(domain.openings());
    sample_openings.push_back(domain.sample_openings());
  }
  tally.AddCounts(usage.contexts(), usage.samples(), openings, sample_openings);
  return UsageSource{usage.corpus(), usage.corpus_sha256(), usage.asked()};
}

}  // namespace regulon
