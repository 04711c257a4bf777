// SBML-qual: what is read is written, and what is written is read.

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/convert/sbml_qual.h"
#include "tests/fuzz/exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regulon;  // NOLINT: a program of one function
  const SourceText source = {
      "fuzz.sbml", std::string(reinterpret_cast<const char*>(data), size)};
  const auto model = ReadSbmlQual({source});
  if (!model.ok()) {
    Require(absl::StartsWith(model.status().message(), "fuzz.sbml:"),
            absl::StrCat("an error begins with the file: ",
                         model.status().message()));
    return 0;
  }
  const auto rules = RulesOfSpec(model->spec);
  if (!rules.ok()) return 0;  // deeper than rules may be
  const auto text = WriteSbmlQual(*rules);
  if (!text.ok()) {
    Require(absl::IsResourceExhausted(text.status()),
            absl::StrCat("rules are written: ", text.status().message()));
    return 0;
  }
  const auto again = ReadSbmlQual({{"again.sbml", *text}});
  Require(again.ok(),
          absl::StrCat("what is written is read: ", again.status().message()));
  Require(again->spec.gene_size() == model->spec.gene_size() &&
              again->spec.regulator_size() == model->spec.regulator_size(),
          "every variable comes back");
  return 0;
}
