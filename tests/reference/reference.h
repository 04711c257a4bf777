// The slow reference of a query: every stage in float64, straight from the
// equations of docs/model.md and from the spec as people wrote it. It shares no
// code with the engine, not even the parser of rules and units.
//
//   proto::Context context;
//   (*context.mutable_regulators())["LacI"] = 260;
//   EXPECT_NEAR(Evaluate(spec, context).expression[0], 0.016173634, 1e-9);
#ifndef REGULON_TESTS_REFERENCE_REFERENCE_H_
#define REGULON_TESTS_REFERENCE_REFERENCE_H_

#include <map>
#include <string>
#include <vector>

#include "proto/context.pb.h"
#include "proto/spec.pb.h"

namespace regulon::reference {

struct Result {
  std::vector<double> expression;  // [GenomeSpec.gene]
  // [GenomeSpec.domain], and then the implied one if a gene is in none.
  std::vector<bool> open;
  std::vector<double> weight;
  std::map<std::string, double> logit;     // of mwc elements, nats
  std::map<std::string, double> activity;  // of elements; "GENE.rule" of rules
  // Distance of the closest decision from its tipping point: below it a
  // rounding may turn the answer. A decision that stands exactly on its tipping
  // point does not count: it does so in any precision.
  double margin = 0;
};

// Names are ids. Throws std::out_of_range for one that is unknown.
Result Evaluate(const proto::GenomeSpec& spec, const proto::Context& context);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_REFERENCE_REFERENCE_H_
