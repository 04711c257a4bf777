// What one open domain adds to its genes, in double precision, and the
// derivatives: expert.h step by step, and back. Activations are not rounded to
// integers as they are where an expert's weights are.
#ifndef REGULON_ENGINE_TRANSCRIPTION_EXPERT_SLOPES_H_
#define REGULON_ENGINE_TRANSCRIPTION_EXPERT_SLOPES_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/context/contacts.h"
#include "engine/transcription/expert.h"

namespace regulon {

// One context, and what a domain makes of it before its genes are told apart.
struct PreciseExpertInput {
  absl::Span<const double> x, latents, kappa, activity;
  const ContactEdits* contacts = nullptr;  // null: none
  const Loci* loci = nullptr;              // where there are edits
};
struct PreciseHidden {
  std::vector<double> gate, up;  // W_gate h, W_up h
};

// Thread-safe once made.
class PreciseExpert {
 public:
  // Of an expert whose indices have been checked. Matrices are copied to f32.
  PreciseExpert(const ExpertTables& tables, int64_t latents);
  // Of such a copy.
  static int64_t Floats(const ExpertTables& tables);

  PreciseHidden Hide(const PreciseExpertInput& input) const;
  // Of the domain's gene number `gene`, before omega: with its elements' part.
  double Value(int gene, const PreciseExpertInput& input,
               const PreciseHidden& hidden) const;

  // Adds `by_value` times the derivatives of all but the elements' part.
  void Backward(int gene, double by_value, const PreciseExpertInput& input,
                const PreciseHidden& hidden, absl::Span<double> by_x,
                absl::Span<double> by_latents,
                absl::Span<double> by_kappa) const;
  // The gene's elements, and the derivative by each one's g.
  struct ElementSlope {
    int element;
    double slope;
  };
  std::vector<ElementSlope> Elements(int gene,
                                     const PreciseExpertInput& input) const;

 private:
  double ElementsValue(int gene, const PreciseExpertInput& input) const;
  double h(const PreciseExpertInput& input, size_t i) const {
    const size_t inputs = t_.inputs.size();
    return i < inputs ? input.x[t_.inputs[i]] : input.latents[i - inputs];
  }
  std::vector<double> Product(const PreciseExpertInput& input,
                              const std::vector<float>& weights) const;

  const ExpertTables& t_;
  int64_t genes_, hidden_;
  size_t inside_;
  std::vector<float> linear_, reference_values_, gate_, up_, down_;
  std::vector<int> any_, contact_;  // [genes] its row, or -1
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSCRIPTION_EXPERT_SLOPES_H_
