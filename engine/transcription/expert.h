// What one open domain adds to the expression of its genes, for many contexts
// at once:
//
//   omega (b + L x[T] + V kappa + W_down (SiLU(W_gate h) * (W_up h)) + delta A)
//   h = [x[T], latents],   kappa: attention to the stored reference states
//   A_g = min(1, sum_e g_e)                              combination `any`
//   A_g = sum_e alpha_e g_e C_eg / N_g                   combination `contact`
#ifndef REGULON_ENGINE_TRANSCRIPTION_EXPERT_H_
#define REGULON_ENGINE_TRANSCRIPTION_EXPERT_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/dense/products.h"
#include "engine/genome/matrix.h"
#include "engine/ledger/inventory.h"

namespace regulon {

// Views of the tensors of one domain (tensors.h), n genes. Nothing behind them
// is touched before the domain opens.
struct ExpertTables {
  absl::Span<const uint32_t> genes;   // [n] ascending
  absl::Span<const uint32_t> inputs;  // [T] regulators
  absl::Span<const float> basal;      // [n] or empty
  Matrix linear, reference_values, gate, up, down;
  absl::Span<const uint32_t> any_gene, any_first, any_element;
  absl::Span<const float> any_amplitude;
  absl::Span<const uint32_t> contact_gene, contact_first, contact_element;
  absl::Span<const float> contact_strength, contact_value, contact_norm,
      contact_amplitude;
  std::vector<Units> units;  // of all of them
};

// The sizes that arguments are checked against.
struct TranscriptionSizes {
  int64_t regulators = 0, genes = 0, elements = 0, domains = 0;
  int64_t latents = 0;           // rank of the shared path
  int64_t reference_states = 0;  // P
};

// What the contexts of a slice bring; rows are contexts.
struct ExpertInput {
  const float* x;          // [contexts, regulators]
  const float* latents;    // [contexts, latents]
  const float* kappa;      // [contexts, reference_states]
  const double* activity;  // g: [contexts, elements]
  const float* weight;     // omega: [contexts, domains]
  float* y;                // [contexts, genes], added to
};

class Expert {
 public:
  // DataLoss if the matrices do not fit each other. Plans its products.
  static absl::StatusOr<Expert> Create(int domain, ExpertTables tables,
                                       const TranscriptionSizes& sizes,
                                       Products& products);

  const ExpertTables& tables() const { return t_; }
  bool reads_reference_states() const {
    return t_.reference_values.data != nullptr;
  }
  bool reads_x() const {
    return t_.linear.data != nullptr || t_.gate.data != nullptr;
  }
  int64_t flops() const;         // of one context
  int64_t scratch_size() const;  // floats

  // Adds the domain's part for the given contexts, MatMul::kMostRows at most.
  // DataLoss if an index table is damaged.
  absl::Status Add(absl::Span<const int> contexts, const ExpertInput& input,
                   int worker, Products& products,
                   absl::Span<float> scratch) const;

 private:
  Expert(int domain, ExpertTables tables, const TranscriptionSizes& sizes)
      : domain_(domain), t_(std::move(tables)), sizes_(sizes) {}
  absl::Status CheckIndices() const;
  // A of all genes, times amplitude, added to out [n].
  void AddElements(const double* activity, float* out) const;
  int64_t inputs() const { return t_.inputs.size(); }
  int64_t genes() const { return t_.genes.size(); }

  int domain_;
  ExpertTables t_;
  TranscriptionSizes sizes_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSCRIPTION_EXPERT_H_
