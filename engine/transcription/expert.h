// What one open domain adds to the expression of its genes, for many contexts
// at once:
//
//   omega (b + L x[T] + V kappa + W_down f(h) + delta A)
//   f(h) = SiLU(W_gate h) * (W_up h), or without a gate
//          activation(W_up h + b_up)
//   h = [x[T], latents],   kappa: attention to the stored reference states
//   A_g = min(1, sum_e g_e)                              combination `any`
//   A_g = sum_e alpha_e g_e C_eg / N_g                   combination `contact`
#ifndef REGULON_ENGINE_TRANSCRIPTION_EXPERT_H_
#define REGULON_ENGINE_TRANSCRIPTION_EXPERT_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/context/contacts.h"
#include "engine/dense/packed_product.h"
#include "engine/dense/quantized_rows.h"
#include "engine/genome/matrix.h"
#include "engine/ledger/inventory.h"

namespace regulon {

// Of experts without a gate. The numbers are those of proto::Activation.
enum class Activation {
  kRectify = 0,  // max(0, v)
  kGelu = 1,     // v (1 + erf(v / sqrt 2)) / 2
};

// Views of the tensors of one domain (tensors.h), n genes. Nothing behind them
// is touched before the domain opens.
struct ExpertTables {
  absl::Span<const uint32_t> genes;   // [n] ascending, of TranscriptionSizes
  absl::Span<const uint32_t> inputs;  // [T] regulators
  absl::Span<const float> basal;      // [n] or empty
  Matrix linear, reference_values, gate, up, down;
  absl::Span<const float> up_bias;               // [hidden] or empty
  Activation activation = Activation::kRectify;  // without a gate
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

// What the contexts of a batch bring; rows are contexts.
struct ExpertInput {
  const float* x;          // [contexts, regulators]
  const float* latents;    // [contexts, latents]
  const float* kappa;      // [contexts, reference_states]
  const double* activity;  // g: [contexts, elements]
  // [contexts] what each changes of its contacts, null: nothing; or null.
  const ContactEdits* const* contacts = nullptr;
  const Loci* loci = nullptr;  // where any context has edits
};

// What one worker computes in.
class ExpertScratch {
 public:
  // Grows to `rows` contexts of any expert that asks for `floats` of each and
  // products of at most `inputs`.
  void Plan(int rows, int64_t floats, int64_t inputs);

 private:
  friend class Expert;
  std::vector<float> floats_;
  QuantizedRows quantized_;
  ReadAhead ahead_;
};

class Expert {
 public:
  // DataLoss if the matrices do not fit each other.
  static absl::StatusOr<Expert> Create(int domain, ExpertTables tables,
                                       const TranscriptionSizes& sizes);

  const ExpertTables& tables() const { return t_; }
  bool reads_reference_states() const {
    return t_.reference_values.data != nullptr;
  }
  bool reads_x() const {
    return t_.linear.data != nullptr || t_.up.data != nullptr;
  }
  int64_t flops() const { return flops_; }  // of one context
  int64_t bytes() const { return bytes_; }  // of its matrices
  int64_t scratch_floats() const;           // of one context
  int64_t scratch_inputs() const;           // of its widest product

  // Reads the domain's index tables, the first time that it is called. DataLoss
  // if one is damaged.
  absl::Status CheckIndices();

  // Of its matrices, if they lie together.
  const Bytes& extent() const { return extent_; }

  // Whether context i of `a` and context k of `b`, of the same latents, give it
  // the same bits to compute with. The indices must have been checked.
  bool ReadsTheSame(const ExpertInput& a, int i, const ExpertInput& b,
                    int k) const;

  // The domain's part for the given contexts, before omega: out [contexts, n],
  // in scratch. `next` is the extent of what runs afterwards. The indices must
  // have been checked. The memory holds until the scratch is used again.
  absl::Span<const float> Run(absl::Span<const int> contexts,
                              const ExpertInput& input, const Bytes& next,
                              ExpertScratch& scratch) const;
  // Whether it is nothing but f(h) and a constant, which workers may share out
  // by panels of columns: RunUp for all of those of `up`, then RunDown for all
  // of those of `down`. Together they are Run, to the bit.
  bool has_panels() const;
  // f(h) of these panels to hidden [contexts, hidden_stride()].
  void RunUp(absl::Span<const int> contexts, const ExpertInput& input,
             const Panels& panels, ExpertScratch& scratch, float* hidden) const;
  // From all of f(h) to these panels of out [rows, out_stride()].
  void RunDown(int rows, const float* hidden, const Panels& panels,
               ExpertScratch& scratch, float* out) const;
  int64_t hidden_stride() const { return PaddedOutputs(t_.up.columns); }

  // y [genes] += weight * values [n], of genes from first_gene on, before
  // end_gene.
  void AddTo(const float* values, float weight, int64_t first_gene,
             int64_t end_gene, float* y) const;
  // Values from one row of `out` to the next.
  int64_t out_stride() const { return PaddedOutputs(genes()); }

 private:
  Expert(int domain, ExpertTables tables, const TranscriptionSizes& sizes);
  int64_t CountFlops() const;
  // [x[T], latents] of each context, padded: h [contexts, h_stride].
  void Gather(absl::Span<const int> contexts, const ExpertInput& input,
              int64_t h_stride, float* h) const;
  // f(h) from up and gate [rows, stride], to up, of columns [first, end).
  void Activate(int rows, int64_t stride, int64_t first, int64_t end,
                float* gate, float* up) const;
  // A of all genes, times amplitude, added to out [n].
  void AddElements(const double* activity, const ContactEdits* edits,
                   const Loci* loci, float* out) const;
  int64_t inputs() const { return t_.inputs.size(); }
  int64_t genes() const { return t_.genes.size(); }
  int64_t inside() const { return inputs() + sizes_.latents; }

  int domain_;
  ExpertTables t_;
  TranscriptionSizes sizes_;
  int64_t bytes_ = 0, flops_ = 0;
  Bytes extent_;
  // Each one more than the one before.
  bool gene_run_, input_run_ = false;
  bool checked_ = false;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSCRIPTION_EXPERT_H_
