#include "engine/specialize/specialize.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/genome/copy_tensors.h"
#include "engine/genome/tensors.h"
#include "engine/genome/writer.h"
#include "engine/query/unopened.h"
#include "engine/status.h"
#include "proto/genome.pb.h"

namespace regulon {
namespace {

const char* Contexts(const Genome& parent) {
  return parent.manifest().has_transformer() ? "tokens" : "contexts";
}

absl::Status Check(const Genome& parent, const OpeningTally& openings,
                   const SpecializeOptions& options) {
  if (!(options.probability >= 0 && options.probability <= 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the probability ", options.probability,
                     " is not a share of contexts; give one of 0 to 1"));
  }
  if (openings.domains() != parent.manifest().domains_size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        parent.path(), ": the openings are of another genome's domains"));
  }
  if (openings.contexts() == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        options.corpus, ": there is no context in it to specialize for"));
  }
  return absl::OkStatus();
}

// Those that are dropped now, ascending.
absl::StatusOr<std::vector<int>> ChooseDropped(
    const Genome& parent, const OpeningTally& openings,
    const SpecializeOptions& options) {
  const proto::Manifest& m = parent.manifest();
  std::vector<int> dropped;
  int routed = 0, before = 0;
  for (int d = 0; d < m.domains_size(); ++d) {
    routed += m.domains(d).routed();
    before += m.domains(d).dropped();
    if (!m.domains(d).routed() || m.domains(d).dropped()) continue;
    if (openings.share(d) <= options.probability) dropped.push_back(d);
  }
  if (!dropped.empty()) return dropped;
  return absl::FailedPreconditionError(absl::StrCat(
      parent.path(), ": there is nothing to drop: ",
      routed == 0
          ? absl::StrCat("all its domains are open in all ", Contexts(parent))
          : absl::StrCat("each of the ", routed - before,
                         " routed domains that it has opens in more "
                         "than ",
                         options.probability, " of the ", openings.contexts(),
                         " ", Contexts(parent), " of ", options.corpus),
      "; keep the file as it is",
      routed == 0 ? "" : ", or give a larger probability"));
}

// Which tensors of the parent go over.
class Choice {
 public:
  Choice(const Genome& parent, const std::vector<int>& dropped)
      : parent_(parent), dropped_(parent.manifest().domains_size()) {
    for (const int d : dropped) dropped_[d] = true;
    keeps_states_ = StatesAreRead();
  }

  bool Keeps(const proto::TensorEntry& entry) const {
    if (IsStates(entry)) return keeps_states_;
    // Inputs that the router reads as well are of its stage.
    return entry.domain_plus_one() == 0 || entry.stage() != proto::TRANSCRIBE ||
           !dropped_[entry.domain_plus_one() - 1];
  }

 private:
  static bool IsStates(const proto::TensorEntry& entry) {
    return entry.name() == tensors::kReferenceStates ||
           entry.name() == tensors::kReferenceSharpness ||
           entry.name() == tensors::kReferenceMean;
  }

  bool StatesAreRead() const {
    for (const proto::TensorEntry& entry : parent_.manifest().tensors()) {
      if (entry.name() == tensors::kSharedAttention ||
          entry.name() == tensors::kAutonomyReference ||
          entry.name() == tensors::kRepertoireDistance ||
          (entry.name() == tensors::kReferenceValues &&
           !dropped_[entry.domain_plus_one() - 1])) {
        return true;
      }
    }
    return false;
  }

  const Genome& parent_;
  std::vector<bool> dropped_;
  bool keeps_states_ = true;
};

proto::Manifest Described(const Genome& parent, const OpeningTally& openings,
                          const SpecializeOptions& options,
                          const Specialized& made) {
  proto::Manifest manifest = parent.manifest();
  manifest.clear_segments();
  manifest.clear_tensors();
  manifest.clear_accuracy_against_share();
  proto::Specialization& entry = *manifest.add_specializations();
  for (const int d : made.dropped) {
    manifest.mutable_domains(d)->set_dropped(true);
    entry.add_dropped(d);
  }
  entry.set_parent_sha256(parent.manifest_sha256());
  entry.set_corpus(options.corpus);
  entry.set_corpus_sha256(options.corpus_sha256);
  entry.set_asked(options.asked);
  entry.set_contexts(openings.contexts());
  entry.set_probability(options.probability);
  entry.set_at_most(made.bound);
  proto::Provenance& provenance = *manifest.mutable_provenance();
  provenance.set_parent_sha256(parent.manifest_sha256());
  provenance.set_made_by("regulon specialize");
  return manifest;
}

int64_t Sum(const std::vector<int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), int64_t{0});
}

}  // namespace

absl::StatusOr<Specialized> Specialize(const Genome& parent,
                                       const OpeningTally& openings,
                                       const SpecializeOptions& options,
                                       const std::string& path) {
  RETURN_IF_ERROR(Check(parent, openings, options));
  Specialized made;
  ASSIGN_OR_RETURN(made.dropped, ChooseDropped(parent, openings, options));
  ASSIGN_OR_RETURN(const std::unique_ptr<GenomeWriter> writer,
                   GenomeWriter::Create(path));
  RETURN_IF_ERROR(parent.VerifyTensors());

  const proto::Manifest& m = parent.manifest();
  made.domains = m.domains_size();
  int64_t sample_openings = 0;
  for (const int d : made.dropped) {
    made.openings = std::max(made.openings, openings.openings(d));
    sample_openings = std::max(sample_openings, openings.sample_openings(d));
  }
  for (const proto::Domain& domain : m.domains()) {
    made.routed += domain.routed();
    made.dropped_before += domain.dropped();
  }
  made.bound = OpeningBound(sample_openings, openings.samples(), made.routed);
  made.bytes_before = parent.file_bytes();
  made.parameters_before = Parameters(parent);
  made.expert_parameters_before = Sum(ExpertParameters(parent));

  const Choice choice(parent, made.dropped);
  RETURN_IF_ERROR(ForEachTensor(parent, *writer, [&](int tensor) {
    return choice.Keeps(m.tensors(tensor)) ? CopyTensor(parent, tensor, *writer)
                                           : absl::OkStatus();
  }));
  RETURN_IF_ERROR(writer->Finish(Described(parent, openings, options, made)));
  ASSIGN_OR_RETURN(const auto written, Genome::Open(path));
  made.bytes = written->file_bytes();
  made.parameters = Parameters(*written);
  made.expert_parameters = Sum(ExpertParameters(*written));
  return made;
}

}  // namespace regulon
