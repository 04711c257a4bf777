// From a spec to a draft, part by part. What the parts share; each has a file
// of its own: names.cc, mwc.cc, chromatin.cc, state_table.cc, threshold.cc,
// linear.cc, signals.cc, kinetics.cc, experts.cc, routing.cc, development.cc.
// compile.cc calls them in that order.
#ifndef REGULON_ENGINE_COMPILE_LOWERING_H_
#define REGULON_ENGINE_COMPILE_LOWERING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/compile/spot.h"
#include "engine/genome/draft.h"
#include "engine/genome/unit.h"
#include "engine/genome/vocabulary.h"
#include "proto/spec.pb.h"

namespace regulon {

// A regulator's properties that no table of the file holds.
struct RegulatorFacts {
  int spec = -1;  // index in GenomeSpec.regulator; -1: implied by a gene
  Unit unit;
  double reference = 1;  // linear
  double closed_ratio = 1;
  double opening_work = 0;
  std::vector<double> key;  // unit length, or empty
  bool used = false;
};

// A threshold element before its place among the others is known.
struct Gate {
  struct Input {
    int regulator = -1;  // or
    int element = -1;    // index in Lowering::elements
    double weight = 0;
  };
  std::vector<Input> inputs;
  double threshold = 0;
};

// An element of the spec, or one that a rule needed.
struct ElementFacts {
  proto::Element entry;  // domain and kind set
  int spec = -1;         // index in GenomeSpec.element; -1: made for a rule
  std::vector<int> genes;
  double strength = 1;
  bool scores = true;        // counts for the score of its domain
  Gate gate;                 // threshold elements
  std::optional<Spot> rate;  // where the rate stands that it is the rule of
  int order = -1;            // its index in the file
};

struct Lowering {
  const proto::GenomeSpec& spec;
  const Spot root;
  Draft draft;
  std::vector<ExpertDraft> experts;  // [domains]
  std::vector<std::string> warnings;

  Vocabulary regulator_names{"regulator"}, gene_names{"gene"};
  std::vector<RegulatorFacts> regulators;
  absl::flat_hash_map<std::string, int> element_ids, domain_ids;
  std::vector<ElementFacts> elements;
  std::vector<int> domain_spec;  // index in GenomeSpec.domain; -1: implied
  std::vector<uint32_t> gene_in_domain;    // index of a gene among its domain's
  std::vector<std::vector<int>> genes_of;  // [domains] ascending

  Lowering(const proto::GenomeSpec& spec, Spot root)
      : spec(spec), root(std::move(root)) {}

  // The regulator of that name; a gene of that name becomes one.
  absl::StatusOr<int> Regulator(absl::string_view name);
  // The regulator or the element of that name, with weight 1; an error if it is
  // the name of both.
  absl::StatusOr<Gate::Input> Source(const std::string& name);
  // As it must be for a f32 tensor: finite.
  static absl::StatusOr<float> Number(double value, const Spot& spot,
                                      const char* field, int index = -1);
  // A matrix of the shape that it must have, all numbers finite.
  static absl::StatusOr<Dense> MatrixOf(const proto::MatrixSpec& spec,
                                        int64_t rows, int64_t columns,
                                        const Spot& parent, const char* field);
  // Zeros, unless there are too many to be meant.
  static absl::StatusOr<Dense> Zeros(int64_t rows, int64_t columns,
                                     const Spot& spot, const char* field);
  // A level of a regulator's own unit as an activity, > 0.
  absl::StatusOr<double> ActivityAt(double level, int regulator,
                                    const Spot& spot, const char* field) const;
  // Elements of a kind, as indices of `elements`, in the order of the file.
  std::vector<int> OfKind(proto::Element::Kind kind) const;
};

absl::Status LowerNames(Lowering& lowering);     // regulators, genes, domains
absl::Status LowerElements(Lowering& lowering);  // their entries, in order
absl::Status LowerMwc(Lowering& lowering);
absl::Status LowerBoundaries(Lowering& lowering);
absl::Status LowerMarks(Lowering& lowering);
absl::Status LowerStateTables(Lowering& lowering);
absl::Status LowerThresholds(Lowering& lowering);
absl::Status LowerLinear(Lowering& lowering);
absl::Status LowerCofactors(Lowering& lowering);
absl::Status LowerModulators(Lowering& lowering);
absl::Status LowerSilencing(Lowering& lowering);
absl::Status LowerKinetics(Lowering& lowering);
absl::Status LowerDevelopment(Lowering& lowering);
absl::Status LowerRouting(Lowering& lowering);
absl::Status LowerExperts(Lowering& lowering);  // with the shared path
// Adds an element for each rate that has a rule of its own, "GENE.up.1".
absl::Status AddRateElements(Lowering& lowering);
// Adds threshold elements for the rule's inner parts and returns the gate of
// its outermost.
absl::StatusOr<Gate> LowerRule(const std::string& text, const Spot& spot,
                               const ElementFacts& owner, Lowering& lowering);

}  // namespace regulon

#endif  // REGULON_ENGINE_COMPILE_LOWERING_H_
