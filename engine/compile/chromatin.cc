// Boundaries, and marks with what they weigh at each element.

#include <utility>

#include "engine/compile/lowering.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status AddBoundary(int i, Lowering& l) {
  const proto::BoundarySpec& spec = l.spec.boundary(i);
  const Spot spot = l.root.Nested("boundary", i);
  if (spec.id().empty()) return spot.Error("id", "an id is missing");
  for (const proto::Boundary& other : l.draft.manifest.boundaries()) {
    if (other.id() == spec.id()) {
      return spot.Error("id", "two boundaries are called '", spec.id(), "'");
    }
  }
  if (spec.contig().empty() || spec.position0() < 0) {
    return spot.Error("position0", "boundary '", spec.id(),
                      "' needs a contig and a position counted from 0");
  }
  if (!(spec.insulation() > 1e-30 && spec.insulation() <= 1)) {
    return spot.Error("insulation", "an insulation of ", spec.insulation(),
                      "; give what contacts across the boundary are "
                      "multiplied by, above 0 and up to 1");
  }
  proto::Boundary& entry = *l.draft.manifest.add_boundaries();
  entry.set_id(spec.id());
  entry.set_contig(spec.contig());
  entry.set_position0(spec.position0());
  entry.set_note(spec.note());
  *entry.mutable_citations() = spec.citation();
  l.draft.insulation.push_back(static_cast<float>(spec.insulation()));
  return absl::OkStatus();
}

}  // namespace

absl::Status LowerBoundaries(Lowering& l) {
  for (int i = 0; i < l.spec.boundary_size(); ++i) {
    RETURN_IF_ERROR(AddBoundary(i, l));
  }
  return absl::OkStatus();
}

absl::Status LowerMarks(Lowering& l) {
  if (l.spec.mark_size() == 0) return absl::OkStatus();
  const std::vector<int> elements = l.OfKind(proto::Element::MWC);
  if (elements.empty()) {
    return l.root.Nested("mark", 0).Error(
        "id", "marks act on mwc elements, and the genome has none");
  }
  Dense& weight = l.draft.mwc.mark_weight;
  ASSIGN_OR_RETURN(
      weight,
      Lowering::Zeros(l.spec.mark_size(), static_cast<int64_t>(elements.size()),
                      l.root, "mark"));
  absl::flat_hash_map<std::string, int> marks;
  for (int k = 0; k < l.spec.mark_size(); ++k) {
    const proto::MarkSpec& spec = l.spec.mark(k);
    const Spot spot = l.root.Nested("mark", k);
    if (spec.id().empty()) return spot.Error("id", "an id is missing");
    if (!marks.emplace(spec.id(), k).second) {
      return spot.Error("id", "two marks are called '", spec.id(), "'");
    }
    ASSIGN_OR_RETURN(const float own,
                     Lowering::Number(spec.weight(), spot, "weight"));
    std::fill_n(weight.values.begin() + k * weight.columns, weight.columns,
                own);
    proto::Mark& entry = *l.draft.manifest.add_marks();
    entry.set_id(spec.id());
    entry.set_note(spec.note());
    *entry.mutable_citations() = spec.citation();
  }
  for (size_t e = 0; e < elements.size(); ++e) {
    const int index = l.elements[elements[e]].spec;
    for (int i = 0; i < l.spec.element(index).mark_size(); ++i) {
      const proto::MarkWeightSpec& spec = l.spec.element(index).mark(i);
      const Spot spot = l.root.Nested("element", index).Nested("mark", i);
      const auto mark = marks.find(spec.mark());
      if (mark == marks.end()) {
        return spot.Error("mark", "no mark is called '", spec.mark(),
                          "'; declare it: mark { id: \"", spec.mark(), "\" }");
      }
      ASSIGN_OR_RETURN(weight.values[mark->second * weight.columns + e],
                       Lowering::Number(spec.weight(), spot, "weight"));
    }
  }
  return absl::OkStatus();
}

}  // namespace regulon
