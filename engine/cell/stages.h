// The stages of one genome, ready to run over the rows of a slice: Sense (with
// Cooperate), the router's gate, Bind and Open, the shared path, the experts,
// the link. What each reads is marked in the row's answer.
//
// Those of a row may run on any worker, one row at a time; those of rows share
// out what they do themselves.
#ifndef REGULON_ENGINE_CELL_STAGES_H_
#define REGULON_ENGINE_CELL_STAGES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/cell/answer.h"
#include "engine/cell/assemble.h"
#include "engine/cell/slice.h"
#include "engine/context/context.h"
#include "engine/dense/products.h"
#include "engine/genome/genome.h"
#include "engine/genome/residency.h"
#include "engine/transcription/expert_layer.h"
#include "engine/transcription/readers.h"
#include "engine/workers.h"

namespace regulon {

class Stages {
 public:
  Stages(const Genome& genome, const CellOptions& options,
         std::unique_ptr<Assembly> assembly);

  // Once, before all else. DataLoss if tensors do not fit each other.
  absl::Status Build();
  absl::Status LimitMemory(int64_t bytes);

  const Genome& genome() const { return genome_; }
  const Inventory& inventory() const { return a_->inventory; }
  const DecoderTables& decoder() const { return a_->decoder; }
  Cooperate cooperate() const { return cooperate_; }
  const TranscriptionSizes& sizes() const { return a_->sizes; }
  const Sense& sense() const { return *sense_; }
  const ExpertLayer& experts() const { return *experts_; }
  Workers& workers() { return workers_; }
  void AnnounceAlways() { residency_->AnnounceAlways(); }

  // `keeps`: what edits of its contexts start from.
  Slice NewSlice(bool keeps) const;
  Answer NewAnswer() const;

  using OfRow = absl::FunctionRef<absl::Status(int row, int worker)>;
  using OfRows =
      absl::FunctionRef<absl::Status(int first, int rows, int worker)>;

  // Runs a stage of each context, as the rows of a slice; the first error names
  // its context.
  absl::Status ForEach(absl::Span<const Context> contexts, OfRow run);
  // Shares out rows in blocks of MatMul::kMostRows.
  absl::Status ForBlocks(int rows, OfRows run);

  absl::Status SenseRow(int row, int worker, const Context& context,
                        Slice& slice, Answer& answer);
  bool gates() const {
    return a_->router_gate.data != nullptr && !router_->tables().routed.empty();
  }
  absl::Status GateRows(int first, int rows, int worker, Slice& slice);
  absl::Status OpenRow(int row, int worker, const Context& context,
                       Slice& slice, Answer& answer);
  absl::Status ShareRows(int first, int rows, int worker, Slice& slice);
  // Runs `share` for blocks of all rows while the first experts are on their
  // way, then adds what the experts of `readers` say to y.
  absl::Status Transcribe(absl::Span<const Context> contexts, OfRows share,
                          const Readers& readers, Slice& slice);
  absl::Status FinishRow(int row, int worker, Slice& slice, Answer& answer);

  // What experts read of a slice.
  ExpertInput InputOf(absl::Span<const Context> contexts, Slice& slice);

 private:
  void Plan();
  absl::Status MeasureRow(int row, Slice& slice, Answer& answer);
  absl::Status AttendRow(int row, Slice& slice, Answer& answer);
  void FillTrace(int row, double gain, const RouterInput& input, Slice& slice,
                 StageTrace& trace);

  const Genome& genome_;
  const std::unique_ptr<Assembly> a_;
  Workers workers_;
  Products products_;
  std::optional<Sense> sense_;
  std::optional<Encoder> encoder_;
  std::optional<Modulators> modulators_;
  std::optional<Router> router_;
  std::optional<SharedPath> shared_;
  std::optional<ExpertLayer> experts_;
  std::optional<Silencing> silencing_;
  std::optional<Loci> loci_;
  Cooperate cooperate_ = Cooperate::kLoaded;
  bool trace_ = false;
  int64_t all_experts_flops_ = 0;  // and their attention
  // Whether any context measures its distances to the reference states, or goes
  // on to attend to them, by what it opens or whatever it opens.
  bool experts_attend_ = false, all_measure_ = false, all_attend_ = false;
  std::optional<Residency> residency_;

  std::vector<absl::Status> statuses_;                // of a row or block
  std::vector<std::vector<double>> binding_scratch_;  // [worker]
  std::vector<std::vector<float>> encoder_scratch_;   // [worker]
  std::vector<Modulation> modulations_;               // [worker]
  std::vector<std::vector<double>> silenced_by_;      // [worker][genes]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_STAGES_H_
