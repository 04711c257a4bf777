// The router and the experts of one layer, over the rows of a workspace: Open
// chooses by the gate's products, Run adds what the open ones say.
#ifndef REGULON_ENGINE_TRANSFORMER_FEED_FORWARD_H_
#define REGULON_ENGINE_TRANSFORMER_FEED_FORWARD_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/genome/residency.h"
#include "engine/routing/router.h"
#include "engine/transcription/expert_layer.h"
#include "engine/transcription/readers.h"
#include "engine/transformer/tables.h"
#include "engine/transformer/workspace.h"

namespace regulon {

// What opens beside the scores, of all domains of the genome.
struct OpeningChoice {
  int top_k = 0;                                  // 0: the routers'
  absl::Span<const uint8_t> required, forbidden;  // or empty
  bool everything_open = false;
};

class FeedForward {
 public:
  static absl::StatusOr<FeedForward> Create(BlockTables& tables, int64_t width,
                                            const OpeningChoice& opening);

  // Of these rows of workspace.h: open, missing and weight. OutOfRange with a
  // row's number where a score is not finite.
  absl::Status Open(int64_t first, int64_t rows, Workspace& workspace,
                    WorkerScratch& scratch) const;
  // Adds the experts of workspace.inputs, as they were opened, to workspace.x.
  absl::Status Run(int64_t rows, Residency& residency, Workspace& workspace);

  // Of the layer, as indices of the genome's domains.
  absl::Span<const int> domains() const { return domains_; }
  bool drops() const { return !router_.tables().dropped.empty(); }
  // Marks what those read that are open [domains of the genome].
  void Mark(absl::Span<const uint8_t> open, ReadSet& reads) const;

 private:
  FeedForward(Router router, ExpertLayer experts)
      : router_(std::move(router)), experts_(std::move(experts)) {}
  void Share(int64_t rows, Workspace& workspace, int pieces);

  std::vector<int> domains_;
  Router router_;
  Matrix gate_;
  ExpertLayer experts_;
  int top_k_ = 0;
  std::vector<uint8_t> required_, forbidden_;  // of the layer's domains
  // Who reads which expert: tasks task_end_[i - 1] .. task_end_[i] - 1 are of
  // domain open_[i] of the genome.
  Readers readers_;
  std::vector<int> open_, task_end_;
  std::vector<int64_t> counts_;  // rows of each of the layer's domains
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_FEED_FORWARD_H_
