// What a reader made of a model, as lines to compare.
#ifndef REGULON_TESTS_CONVERT_IMPORTED_H_
#define REGULON_TESTS_CONVERT_IMPORTED_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/convert/source.h"
#include "gtest/gtest.h"

namespace regulon {

// "GENE = RULE" each.
inline std::vector<std::string> GenesOf(const Imported& model) {
  std::vector<std::string> genes;
  for (const proto::GeneSpec& gene : model.spec.gene()) {
    genes.push_back(absl::StrCat(gene.id(), " = ", gene.rule()));
  }
  return genes;
}

inline std::vector<std::string> InputsOf(const Imported& model) {
  std::vector<std::string> inputs;
  for (const proto::RegulatorSpec& input : model.spec.regulator()) {
    EXPECT_EQ(input.kind(), proto::Regulator::SIGNAL);
    inputs.push_back(input.id());
  }
  return inputs;
}

// The model; an empty one, and the test fails, where there is an error.
inline Imported ReadOrFail(const absl::StatusOr<Imported>& model) {
  EXPECT_TRUE(model.ok()) << model.status();
  return model.ok() ? *model : Imported();
}

}  // namespace regulon

#endif  // REGULON_TESTS_CONVERT_IMPORTED_H_
