// linear elements: features of regulators and elements as rows.

#include <string>

#include "engine/compile/lowering.h"
#include "engine/status.h"

namespace regulon {
namespace {

using Numbers = google::protobuf::RepeatedField<double>;

// Adds a row; the first row of a table says how long all are.
absl::Status AddRow(const Numbers& numbers, const Spot& spot, const char* field,
                    const std::string& whose, Dense& rows) {
  if (rows.columns == 0) rows.columns = numbers.size();
  if (numbers.empty()) {
    return spot.Error("id", "'", whose, "' has no ", field,
                      "; linear elements need both of a pair: feature and "
                      "value, query and readout");
  }
  if (numbers.size() != rows.columns) {
    return spot.Error(field, "the ", field, " of '", whose, "' has ",
                      numbers.size(), " numbers where the first has ",
                      rows.columns, "; give as many");
  }
  for (int i = 0; i < numbers.size(); ++i) {
    ASSIGN_OR_RETURN(const float number,
                     Lowering::Number(numbers[i], spot, field, i));
    rows.values.push_back(number);
  }
  ++rows.rows;
  return absl::OkStatus();
}

absl::Status CheckFeatures(const Numbers& numbers, const Spot& spot,
                           const char* field, const std::string& whose) {
  for (int i = 0; i < numbers.size(); ++i) {
    if (numbers[i] < 0) {
      return spot.ErrorAt(field, i, "the ", field, " of '", whose, "' has ",
                          numbers[i], "; features are affinities, from 0 on");
    }
  }
  return absl::OkStatus();
}

absl::Status AddRegulators(Lowering& l) {
  LinearDraft& out = l.draft.linear;
  // One who has features says how long they are, for those that have none.
  for (const RegulatorFacts& facts : l.regulators) {
    if (facts.spec < 0) continue;
    const proto::RegulatorSpec& spec = l.spec.regulator(facts.spec);
    if (out.key.columns == 0) out.key.columns = spec.feature_size();
    if (out.value.columns == 0) out.value.columns = spec.value_size();
  }
  for (RegulatorFacts& facts : l.regulators) {
    const proto::RegulatorSpec* spec =
        facts.spec < 0 ? nullptr : &l.spec.regulator(facts.spec);
    if (spec == nullptr || spec->feature_size() + spec->value_size() == 0) {
      for (Dense* rows : {&out.key, &out.value}) {
        rows->values.resize(rows->values.size() + rows->columns);
        ++rows->rows;
      }
      continue;
    }
    const Spot spot = l.root.Nested("regulator", facts.spec);
    RETURN_IF_ERROR(
        CheckFeatures(spec->feature(), spot, "feature", spec->id()));
    RETURN_IF_ERROR(
        AddRow(spec->feature(), spot, "feature", spec->id(), out.key));
    RETURN_IF_ERROR(
        AddRow(spec->value(), spot, "value", spec->id(), out.value));
    facts.used = true;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LowerLinear(Lowering& l) {
  LinearDraft& out = l.draft.linear;
  const std::vector<int> elements = l.OfKind(proto::Element::LINEAR);
  if (elements.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(AddRegulators(l));
  if (out.key.columns == 0) {
    return l.root.Nested("element", l.elements[elements[0]].spec)
        .Error("id", "element '", l.elements[elements[0]].entry.id(),
               "' is linear, and no regulator has features; add feature and "
               "value to those that it reads");
  }
  out.query.columns = out.key.columns;
  out.readout.columns = out.value.columns;
  for (const int e : elements) {
    const int index = l.elements[e].spec;
    const proto::ElementSpec& element = l.spec.element(index);
    const Spot spot = l.root.Nested("element", index).Nested("linear");
    const proto::LinearReadSpec& spec = element.linear();
    RETURN_IF_ERROR(CheckFeatures(spec.query(), spot, "query", element.id()));
    RETURN_IF_ERROR(
        AddRow(spec.query(), spot, "query", element.id(), out.query));
    RETURN_IF_ERROR(
        AddRow(spec.readout(), spot, "readout", element.id(), out.readout));
  }
  return absl::OkStatus();
}

}  // namespace regulon
