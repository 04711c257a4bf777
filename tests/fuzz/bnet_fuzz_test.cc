// .bnet: what is read is written, and what is written reads as the same.

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/convert/bnet.h"
#include "tests/fuzz/exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regulon;  // NOLINT: a program of one function
  const SourceText source = {
      "fuzz.bnet", std::string(reinterpret_cast<const char*>(data), size)};
  const auto model = ReadBnet({source});
  if (!model.ok()) {
    Require(absl::StartsWith(model.status().message(), "fuzz.bnet:"),
            absl::StrCat("an error begins with the file: ",
                         model.status().message()));
    return 0;
  }
  const auto rules = RulesOfSpec(model->spec);
  Require(rules.ok(),
          absl::StrCat("what is read has rules: ", rules.status().message()));
  const auto text = WriteBnet(*rules);
  Require(text.ok(), "rules are written");
  const auto again = ReadBnet({{"again.bnet", *text}});
  Require(again.ok(),
          absl::StrCat("what is written is read: ", again.status().message()));
  // Inputs that no rule reads come back as genes, after the others.
  Require(again->spec.gene_size() >= model->spec.gene_size(),
          "every gene comes back");
  for (int i = 0; i < model->spec.gene_size(); ++i) {
    Require(again->spec.gene(i).id() == model->spec.gene(i).id() &&
                again->spec.gene(i).rule() == model->spec.gene(i).rule(),
            absl::StrCat("a gene comes back as it was: ",
                         model->spec.gene(i).id()));
  }
  return 0;
}
