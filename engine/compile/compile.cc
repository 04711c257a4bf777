#include "engine/compile/compile.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "engine/compile/lowering.h"
#include "engine/genome/header.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Text is UTF-8 and enumerators are known, as the file needs them.
absl::Status CheckValues(const google::protobuf::Message& message,
                         const Spot& spot) {
  using google::protobuf::FieldDescriptor;
  const google::protobuf::Reflection& values = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  values.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const char* name = field->name().c_str();
    const bool repeated = field->is_repeated();
    const int size = repeated ? values.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const int index = repeated ? i : -1;
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_MESSAGE:
          RETURN_IF_ERROR(CheckValues(
              repeated ? values.GetRepeatedMessage(message, field, i)
                       : values.GetMessage(message, field),
              spot.Nested(name, index)));
          break;
        case FieldDescriptor::CPPTYPE_STRING: {
          const std::string& text =
              repeated ? values.GetRepeatedString(message, field, i)
                       : values.GetString(message, field);
          if (!google::protobuf::internal::IsStructurallyValidUTF8(
                  text.data(), static_cast<int>(text.size()))) {
            return spot.ErrorAt(name, index, "this text is not UTF-8");
          }
          break;
        }
        case FieldDescriptor::CPPTYPE_ENUM: {
          const int value = values.GetEnumValue(message, field);
          if (field->enum_type()->FindValueByNumber(value) == nullptr) {
            return spot.ErrorAt(name, index, name, " is ", value,
                                ", which means nothing");
          }
          break;
        }
        default:
          break;
      }
    }
  }
  return absl::OkStatus();
}

absl::Status LowerHeading(Lowering& l) {
  const proto::GenomeSpec& spec = l.spec;
  if (spec.name().empty()) {
    return l.root.Error("name", "the genome has no name; add name: \"...\"");
  }
  for (const char c : spec.name()) {
    if (!absl::ascii_isalnum(c) && c != '_' && c != '-') {
      return l.root.Error("name", "the name '", spec.name(),
                          "' may hold letters, digits, '_' and '-' only");
    }
  }
  proto::Manifest& manifest = l.draft.manifest;
  manifest.set_name(spec.name());
  manifest.set_title(spec.title());
  manifest.set_synthetic(spec.synthetic());
  manifest.set_taxon(spec.taxon());
  manifest.set_assembly(spec.assembly());
  manifest.set_annotation(spec.annotation());
  manifest.set_activity_source(spec.activity_source());
  manifest.set_unnamed(spec.unnamed());
  manifest.set_link(spec.link());
  manifest.set_licence(spec.licence());
  *manifest.mutable_citations() = spec.citation();
  manifest.mutable_provenance()->set_equilibrium(spec.equilibrium());
  manifest.mutable_provenance()->set_made_by("regulon compile");
  return absl::OkStatus();
}

void WarnOfUnused(Lowering& l) {
  const proto::Router::Score score = l.draft.manifest.routers(0).score();
  for (int d = 0; d < l.spec.domain_size(); ++d) {
    const proto::DomainSpec& domain = l.spec.domain(d);
    const Spot spot = l.root.Nested("domain", d);
    const struct {
      const char* field;
      bool ignored;
    } fields[] = {{"autonomy",
                   domain.has_autonomy() && (score != proto::Router::AUTONOMY ||
                                             !domain.has_threshold())},
                  {"gate_weight", domain.gate_weight_size() > 0 &&
                                      (score != proto::Router::GATE ||
                                       !domain.has_threshold())},
                  {"memory_coupling", domain.memory_coupling() != 0 &&
                                          l.draft.mwc.memory_coupling.empty()}};
    for (const auto& [field, ignored] : fields) {
      if (!ignored) continue;
      l.warnings.push_back(absl::StrCat(spot.Place(field), ": nothing reads ",
                                        field, " of domain '", domain.id(),
                                        "'"));
    }
  }
  const Draft& draft = l.draft;
  const bool all_used = !draft.shared_reading.values.empty() ||
                        !draft.reference_states.values.empty() ||
                        !draft.router.gate.values.empty();
  for (const RegulatorFacts& facts : l.regulators) {
    if (facts.used || all_used || facts.spec < 0) continue;
    const Spot spot = l.root.Nested("regulator", facts.spec);
    l.warnings.push_back(absl::StrCat(spot.Place("id"),
                                      ": nothing reads regulator '",
                                      l.spec.regulator(facts.spec).id(), "'"));
  }
}

}  // namespace

absl::StatusOr<Compiled> Compile(const proto::GenomeSpec& spec,
                                 const Spot& root) {
  Lowering l(spec, root);
  RETURN_IF_ERROR(CheckValues(spec, root));
  RETURN_IF_ERROR(LowerHeading(l));
  RETURN_IF_ERROR(LowerNames(l));
  RETURN_IF_ERROR(LowerElements(l));
  RETURN_IF_ERROR(LowerMwc(l));
  RETURN_IF_ERROR(LowerMarks(l));
  RETURN_IF_ERROR(LowerBoundaries(l));
  RETURN_IF_ERROR(LowerStateTables(l));
  RETURN_IF_ERROR(LowerThresholds(l));
  RETURN_IF_ERROR(LowerLinear(l));
  RETURN_IF_ERROR(LowerCofactors(l));
  RETURN_IF_ERROR(LowerModulators(l));
  RETURN_IF_ERROR(LowerSilencing(l));
  RETURN_IF_ERROR(LowerKinetics(l));
  RETURN_IF_ERROR(LowerDevelopment(l));
  RETURN_IF_ERROR(LowerExperts(l));
  RETURN_IF_ERROR(LowerRouting(l));
  WarnOfUnused(l);
  return Compiled{std::move(l.draft), std::move(l.experts),
                  std::move(l.warnings)};
}

absl::StatusOr<std::vector<std::string>> CompileText(absl::string_view text,
                                                     const std::string& file,
                                                     const std::string& path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<SpecText> parsed,
                   ParseSpec(text, file));
  ASSIGN_OR_RETURN(Compiled compiled, Compile(parsed->spec, parsed->Root()));
  proto::Provenance::Source& source =
      *compiled.draft.manifest.mutable_provenance()->add_sources();
  source.set_name(file.substr(file.rfind('/') + 1));
  source.set_sha256(Hex(Sha256(text)));
  RETURN_IF_ERROR(WriteGenome(
      std::move(compiled.draft),
      [&compiled](int domain) { return compiled.experts[domain]; }, DType::kF32,
      path));
  return compiled.warnings;
}

}  // namespace regulon
