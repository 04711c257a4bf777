// The memory of the contexts that run together. It grows to the most that ever
// came, so asking again allocates nothing.
#ifndef REGULON_ENGINE_CELL_SLICE_H_
#define REGULON_ENGINE_CELL_SLICE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/context/contacts.h"
#include "engine/dense/matmul.h"
#include "engine/ledger/inventory.h"
#include "engine/transcription/expert.h"

namespace regulon {

// A row per context.
template <typename T>
class SliceRows {
 public:
  void Plan(int64_t columns) { columns_ = columns; }
  void Grow(int rows) {
    const auto size = static_cast<size_t>(rows * columns_);
    if (values_.size() < size) values_.resize(size);
  }
  absl::Span<T> operator[](int context) {
    return absl::MakeSpan(values_).subspan(context * columns_, columns_);
  }
  T* row(int context) { return values_.data() + context * columns_; }
  int64_t columns() const { return columns_; }

 private:
  int64_t columns_ = 0;
  std::vector<T> values_;
};

struct Slice {
  // Domains are read once for so many contexts.
  static constexpr int kMost = 256;

  // `routed` domains, scored by a gate or not; with an encoder or not.
  // For contexts that are edited, `keeps` what is marked as kept below.
  void Plan(const TranscriptionSizes& sizes, int64_t routed, bool gated,
            bool cooperates, bool keeps);
  void Grow(int contexts);

  SliceRows<double> activity;          // [regulators] a
  SliceRows<double> gain;              // [regulators], if it cooperates
  SliceRows<uint32_t> present;         // [regulators] ascending, then unused
  SliceRows<int> present_count;        // [1]
  SliceRows<float> x;                  // [regulators]
  SliceRows<double> logit;             // [elements] lambda
  SliceRows<double> element_activity;  // [elements] g
  SliceRows<double> score;             // [routed]
  SliceRows<float> gate;               // [routed] h . x, if gated
  SliceRows<float> latents;            // [latents]
  SliceRows<float> kappa;  // [reference states]; before, squared distances
  SliceRows<float> y;      // [genes] before the link
  // [context] what each changes of its contacts, null: nothing; or none.
  std::vector<const ContactEdits*> contact_edits;

  // What a context's answer was when its regulators were sensed.
  struct Sensed {
    ReadSet reads;
    int64_t flops = 0;
    bool out_of_repertoire = false;  // by distance
  };
  bool keeps = false;
  std::vector<Sensed> sensed;     // [context], kept
  SliceRows<float> sensed_kappa;  // [reference states] kappa at that time, kept
  SliceRows<float> shared_y;      // [genes] y before the experts, kept
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_SLICE_H_
