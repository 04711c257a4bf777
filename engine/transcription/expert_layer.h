// The experts of one layer, run for the domains that a batch of contexts has
// opened: each domain is read once, whatever the number of its contexts.
//
//   ASSIGN_OR_RETURN(auto layer, ExpertLayer::Create(tables, sizes));
//   readers.AddContext(0, 1.0f), readers.EndDomain(7);
//   RETURN_IF_ERROR(layer.Run(readers, 0, readers.size(), input, workers, y));
//
// A worker takes one domain at a time, the largest first if `order` made the
// readers, and prefetches the next one's weights while it reads the last of the
// present one's. Where fewer large domains come than workers, these share out
// each domain's columns.
#ifndef REGULON_ENGINE_TRANSCRIPTION_EXPERT_LAYER_H_
#define REGULON_ENGINE_TRANSCRIPTION_EXPERT_LAYER_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/transcription/expert.h"
#include "engine/transcription/readers.h"
#include "engine/workers.h"

namespace regulon {

class ExpertLayer {
 public:
  // A table per domain. DataLoss if tensors do not fit each other. Genes may
  // belong to several domains, as all do in a mixture of experts.
  static absl::StatusOr<ExpertLayer> Create(std::vector<ExpertTables> tables,
                                            const TranscriptionSizes& sizes);

  const std::vector<Expert>& experts() const { return experts_; }
  // The domains, those that take longest first.
  absl::Span<const int> order() const { return order_; }
  // Whether a gene belongs to several domains.
  bool shares_genes() const { return shared_; }

  // Of all domains now: else each is checked when it is first read, by one task
  // of a Run only. DataLoss if an index table is damaged.
  absl::Status CheckIndices();

  // Of one context that opens these [domains].
  bool AnyReadsReferenceStates(absl::Span<const uint8_t> open) const;
  // Marks what it reads; the operations that takes.
  int64_t Mark(absl::Span<const uint8_t> open, ReadSet& reads) const;

  // Adds the weighted parts of the domains [begin, end) of `readers` to
  // y [contexts, genes]; a gene's parts in the order of `order`, so readers
  // must keep to one order. Memory is allocated only when more contexts or
  // domains come than ever before. DataLoss if an index table is damaged.
  absl::Status Run(const Readers& readers, int begin, int end,
                   const ExpertInput& input, Workers& workers, float* y);

 private:
  ExpertLayer() = default;
  void Plan(const Readers& readers, int begin, int end, int workers);
  void RunEach(const Readers& readers, int begin, int end,
               const ExpertInput& input, Workers& workers, float* y);
  // expert_sharing.cc
  bool MayShare(const Readers& readers, int begin, int end, int workers) const;
  void RunShared(const Readers& readers, int begin, int end,
                 const ExpertInput& input, Workers& workers, float* y);
  absl::Status FirstError(int begin, int end);  // of tasks; then there is none
  void Write(const Readers& readers, int task, absl::Span<const float> out,
             float* y);
  void Sum(const Readers& readers, int begin, int end, Workers& workers,
           float* y);

  TranscriptionSizes sizes_;
  std::vector<Expert> experts_;
  std::vector<Bytes> extents_;  // of the experts, close together
  std::vector<int> order_;
  int64_t floats_ = 0, inputs_ = 0;     // of any expert's scratch
  bool shared_ = false;                 // genes of several domains
  std::vector<ExpertScratch> scratch_;  // [worker]
  std::vector<absl::Status> statuses_;  // [task]
  // Where domains share genes: the rows of all domains, and for each context
  // where its own are.
  struct Part {
    int domain;
    int64_t row;
    float weight;
  };
  std::vector<float> hidden_, out_;  // of domains that are shared out
  int64_t part_stride_ = 0;
  std::vector<float> parts_;
  std::vector<int64_t> part_first_;
  std::vector<Part> part_of_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSCRIPTION_EXPERT_LAYER_H_
