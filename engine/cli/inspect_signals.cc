#include "engine/cli/inspect_signals.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/modulation/modulators.h"
#include "engine/status.h"

namespace regulon {
namespace {

// A sparse table with a row per regulator.
struct Entries {
  absl::Span<const uint32_t> first, target;
  absl::Span<const float> weight;
};

absl::StatusOr<Entries> EntriesOf(const Genome& genome, const char* first,
                                  const char* target, const char* weight,
                                  size_t targets) {
  const Entries entries{genome.U32(genome.Find(first)),
                        genome.U32(genome.Find(target)),
                        genome.F32(genome.Find(weight))};
  if (entries.first.empty()) return entries;
  RETURN_IF_ERROR(CheckFirst(entries.first, genome.manifest().regulators_size(),
                             entries.weight.size(), first));
  RETURN_IF_ERROR(CheckIndices(entries.target, targets, target));
  if (entries.target.size() != entries.weight.size()) {
    return absl::DataLossError(absl::StrCat("the tensors '", target, "' and '",
                                            weight, "' are not of one size"));
  }
  return entries;
}

// The regulator of each entry.
std::vector<int> SourcesOf(const Entries& entries) {
  std::vector<int> sources;
  for (size_t r = 0; r + 1 < entries.first.size(); ++r) {
    sources.resize(entries.first[r + 1], static_cast<int>(r));
  }
  return sources;
}

absl::Status ListBoundaries(const Genome& genome, Format format) {
  const auto insulation = genome.F32(genome.Find(tensors::kInsulation));
  const proto::Manifest& m = genome.manifest();
  if (insulation.size() != static_cast<size_t>(m.boundaries_size())) {
    return absl::DataLossError("the boundaries do not fit their insulation");
  }
  auto table = TableWriter::Create(
      format,
      {"boundary", "contig", "position0", "insulation", "note", "citations"},
      stdout);
  for (int b = 0; b < m.boundaries_size(); ++b) {
    const proto::Boundary& boundary = m.boundaries(b);
    table->AddRow({boundary.id(), boundary.contig(), boundary.position0(),
                   double{insulation[b]}, boundary.note(),
                   absl::StrJoin(boundary.citations(), "; ")});
  }
  return table->Finish();
}

absl::Status ListMarks(const Genome& genome, Format format) {
  const proto::Manifest& m = genome.manifest();
  const auto weight = genome.F32(genome.Find(tensors::kMarkWeight));
  const size_t marks = m.marks_size();
  const size_t elements = marks == 0 ? 0 : weight.size() / marks;
  if (elements * marks != weight.size() || (marks > 0 && elements == 0)) {
    return absl::DataLossError("the weights of the marks do not fit");
  }
  auto table = TableWriter::Create(format,
                                   {"mark", "elements", "least weight",
                                    "greatest weight", "note", "citations"},
                                   stdout);
  for (size_t k = 0; k < marks; ++k) {
    const proto::Mark& mark = m.marks(static_cast<int>(k));
    const auto row = weight.subspan(k * elements, elements);
    const auto [least, greatest] = std::minmax_element(row.begin(), row.end());
    table->AddRow({mark.id(), static_cast<int64_t>(elements), double{*least},
                   double{*greatest}, mark.note(),
                   absl::StrJoin(mark.citations(), "; ")});
  }
  return table->Finish();
}

absl::Status ListModulators(const Genome& genome, Format format) {
  const proto::Manifest& m = genome.manifest();
  const auto kind = genome.U32(genome.Find(tensors::kModulationKind));
  ASSIGN_OR_RETURN(
      const Entries entries,
      EntriesOf(genome, tensors::kModulationFirst, tensors::kModulationTarget,
                tensors::kModulationWeight,
                1 + std::max(m.elements_size(), m.domains_size())));
  RETURN_IF_ERROR(
      CheckIndices(kind, kModulatedKinds, tensors::kModulationKind));
  if (kind.size() != entries.weight.size()) {
    return absl::DataLossError("the tensors of the modulators do not fit");
  }
  constexpr const char* kChanges[] = {"gain", "closing energy", "temperature",
                                      "threshold"};
  auto table = TableWriter::Create(
      format, {"regulator", "changes", "of", "weight"}, stdout);
  const std::vector<int> sources = SourcesOf(entries);
  for (size_t i = 0; i < sources.size(); ++i) {
    const auto changed = static_cast<Modulated>(kind[i]);
    const int target = static_cast<int>(entries.target[i]) - 1;
    std::string of = "all";
    if (target >= 0 && changed == Modulated::kClosing &&
        target < m.elements_size()) {
      of = m.elements(target).id();
    } else if (target >= 0 && changed == Modulated::kThreshold &&
               target < m.domains_size()) {
      of = m.domains(target).id();
    } else if (target >= 0) {
      return absl::DataLossError("a modulator acts on nothing");
    }
    table->AddRow({m.regulators(sources[i]).id(), kChanges[kind[i]], of,
                   double{entries.weight[i]}});
  }
  return table->Finish();
}

// Of regulators on regulators or on genes.
template <typename Targets>
absl::Status ListPairs(const Genome& genome, const Entries& entries,
                       const Targets& targets, const char* column,
                       Format format) {
  auto table =
      TableWriter::Create(format, {"regulator", column, "weight"}, stdout);
  const std::vector<int> sources = SourcesOf(entries);
  for (size_t i = 0; i < sources.size(); ++i) {
    table->AddRow({genome.manifest().regulators(sources[i]).id(),
                   targets[static_cast<int>(entries.target[i])].id(),
                   double{entries.weight[i]}});
  }
  return table->Finish();
}

}  // namespace

const std::vector<std::string>& SignalLists() {
  static const auto& lists = *new std::vector<std::string>{
      "boundaries", "marks", "modulators", "cofactors", "silencing"};
  return lists;
}

std::vector<std::pair<std::string, int64_t>> CountSignals(
    const Genome& genome) {
  const auto entries = [&genome](const char* weight) {
    return static_cast<int64_t>(genome.F32(genome.Find(weight)).size());
  };
  std::vector<std::pair<std::string, int64_t>> counts = {
      {"boundaries", genome.manifest().boundaries_size()},
      {"marks", genome.manifest().marks_size()},
      {"modulators", entries(tensors::kModulationWeight)},
      {"cofactors", entries(tensors::kPairWeight)},
      {"silencing", entries(tensors::kSilencingWeight)}};
  counts.erase(
      std::remove_if(counts.begin(), counts.end(),
                     [](const auto& each) { return each.second == 0; }),
      counts.end());
  return counts;
}

absl::Status ListSignals(const Genome& genome, const std::string& what,
                         Format format) {
  const proto::Manifest& m = genome.manifest();
  if (what == "boundaries") return ListBoundaries(genome, format);
  if (what == "marks") return ListMarks(genome, format);
  if (what == "modulators") return ListModulators(genome, format);
  if (what == "cofactors") {
    ASSIGN_OR_RETURN(
        const Entries pairs,
        EntriesOf(genome, tensors::kPairFirst, tensors::kPairTarget,
                  tensors::kPairWeight, m.regulators_size()));
    return ListPairs(genome, pairs, m.regulators(), "target", format);
  }
  ASSIGN_OR_RETURN(
      const Entries pairs,
      EntriesOf(genome, tensors::kSilencingFirst, tensors::kSilencingGene,
                tensors::kSilencingWeight, m.genes_size()));
  return ListPairs(genome, pairs, m.genes(), "gene", format);
}

}  // namespace regulon
