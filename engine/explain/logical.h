// Why the genes of a Boolean network have the values that they have in a
// context, one reading of the genome, and what changed them from another.
//
//   Context context(genome, "induced"), reference(genome, "nothing");
//   RETURN_IF_ERROR(context.Set("GATA1", 1));
//   ASSIGN_OR_RETURN(LogicalExplainer explainer,
//                    LogicalExplainer::Create(genome));
//   ASSIGN_OR_RETURN(LogicalExplanation why,
//                    explainer.Explain(context, reference, {}));
//   ImplicantText(genome, why, 0);  // "GATA1 & !PU1"
//
// What counts are the tensors, as engine/logic/network.h reads them.
#ifndef REGULON_ENGINE_EXPLAIN_LOGICAL_H_
#define REGULON_ENGINE_EXPLAIN_LOGICAL_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/context/context.h"
#include "engine/explain/fraction.h"
#include "engine/explain/network.h"
#include "engine/genome/genome.h"

namespace regulon {

// Of a regulator that the gene's value depends on, in one context or another.
struct LogicalEdge {
  int regulator, gene;  // indices in the genome
  bool on;              // the regulator, in the context
  bool in_implicant;
  // The gene's value with the regulator off, the rest of the context as it is,
  // minus its value: -1, 0 or 1, and 0 where the regulator is off.
  double knock_out;
  // Its share in value - reference_value (engine/explain/shapley.h); 0 where
  // the regulator is the same in both contexts.
  Fraction shapley;
};

struct LogicalGene {
  int gene;
  bool value, reference_value;
  // Of its implicant (engine/explain/implicant.h): none has fewer regulators.
  bool shortest;
  int first_edge, edges;  // in LogicalExplanation::edges
};

struct LogicalExplanation {
  std::vector<LogicalGene> genes;  // in the order asked
  std::vector<LogicalEdge> edges;  // by gene in that order, then by regulator
};

// Reads the genome once, for questions about many contexts. Thread-safe.
class LogicalExplainer {
 public:
  // The genome must outlive it. FailedPrecondition if a rule is too irregular
  // to be a circuit, DataLoss where indices are damaged.
  static absl::StatusOr<LogicalExplainer> Create(const Genome& genome);
  ~LogicalExplainer();
  LogicalExplainer(LogicalExplainer&&) noexcept;

  // Whether a gene is a Boolean function of Boolean regulators.
  bool IsLogical(int gene) const;

  // `genes`: none for all. A regulator that a context does not give is absent;
  // both contexts force the same elements, if any.
  //
  // FailedPrecondition for a gene that is not logical, with the reason, for a
  // context that opens domains by force or shifts thresholds, and for a
  // regulator that is not given where the genome takes it as basal;
  // InvalidArgument for a level that is neither 0 nor 1; ResourceExhausted for
  // a rule whose decision diagram is too large.
  absl::StatusOr<LogicalExplanation> Explain(const Context& context,
                                             const Context& reference,
                                             absl::Span<const int> genes) const;

 private:
  struct Rules;
  explicit LogicalExplainer(std::unique_ptr<const Rules> rules);
  std::unique_ptr<const Rules> rules_;
};

// The satisfied implicant of explanation.genes[i], as a rule over regulators'
// ids: what keeps the gene on where it is on, off where it is off. "1" where
// nothing is needed.
std::string ImplicantText(const Genome& genome,
                          const LogicalExplanation& explanation, int i);

// The regulators that are on and in an implicant, or whose knock-out or share
// is not 0: path kElement of no one element, occupancy 1.
std::vector<NetworkEdge> NetworkOf(const LogicalExplanation& explanation);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_LOGICAL_H_
