#include "engine/transcription/expert_layer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/status.h"

namespace regulon {
namespace {

// Tables are a few lines of cache, and cold where there are many domains.
void Prefetch(const Expert& expert) {
  const auto* at = reinterpret_cast<const char*>(&expert);
  for (size_t line = 0; line < sizeof(Expert); line += 64) {
    __builtin_prefetch(at + line);
  }
}

}  // namespace

absl::StatusOr<ExpertLayer> ExpertLayer::Create(
    std::vector<ExpertTables> tables, const TranscriptionSizes& sizes) {
  ExpertLayer layer;
  layer.sizes_ = sizes;
  std::vector<bool> taken(sizes.genes);
  for (size_t d = 0; d < tables.size(); ++d) {
    ASSIGN_OR_RETURN(
        Expert expert,
        Expert::Create(static_cast<int>(d), std::move(tables[d]), sizes));
    for (const uint32_t gene : expert.tables().genes) {
      layer.shared_ |= taken[gene];
      taken[gene] = true;
    }
    layer.part_stride_ = std::max(layer.part_stride_, expert.out_stride());
    layer.floats_ = std::max(layer.floats_, expert.scratch_floats());
    layer.inputs_ = std::max(layer.inputs_, expert.scratch_inputs());
    layer.extents_.push_back(expert.extent());
    layer.experts_.push_back(std::move(expert));
  }
  layer.order_.resize(layer.experts_.size());
  std::iota(layer.order_.begin(), layer.order_.end(), 0);
  std::stable_sort(
      layer.order_.begin(), layer.order_.end(), [&layer](int a, int b) {
        return layer.experts_[a].bytes() > layer.experts_[b].bytes();
      });
  return layer;
}

absl::Status ExpertLayer::CheckIndices() {
  for (Expert& expert : experts_) RETURN_IF_ERROR(expert.CheckIndices());
  return absl::OkStatus();
}

bool ExpertLayer::AnyReadsReferenceStates(
    absl::Span<const uint8_t> open) const {
  for (size_t d = 0; d < experts_.size(); ++d) {
    if (open[d] && experts_[d].reads_reference_states()) return true;
  }
  return false;
}

int64_t ExpertLayer::Mark(absl::Span<const uint8_t> open,
                          ReadSet& reads) const {
  int64_t flops = 0;
  for (size_t d = 0; d < experts_.size(); ++d) {
    if (!open[d]) continue;
    flops += experts_[d].flops();
    for (const Units units : experts_[d].tables().units) reads.Mark(units);
  }
  return flops;
}

void ExpertLayer::Plan(const Readers& readers, int begin, int end,
                       int workers) {
  size_t rows = 0;
  for (int task = begin; task < end; ++task) {
    rows = std::max(rows, readers.contexts(task).size());
  }
  scratch_.resize(workers);
  for (ExpertScratch& scratch : scratch_) {
    scratch.Plan(static_cast<int>(rows), floats_, inputs_);
  }
  if (static_cast<int>(statuses_.size()) < readers.size()) {
    statuses_.resize(readers.size());
  }
  if (!shared_) return;
  const auto parts = static_cast<size_t>(readers.all() * part_stride_);
  if (parts_.size() < parts) parts_.resize(parts);
}

// A domain's rows to where they belong.
void ExpertLayer::Write(const Readers& readers, int task,
                        absl::Span<const float> out, float* y) {
  const Expert& expert = experts_[readers.domain(task)];
  const int64_t genes = expert.tables().genes.size();
  const absl::Span<const int> contexts = readers.contexts(task);
  for (size_t row = 0; row < contexts.size(); ++row) {
    const float* from = out.data() + row * expert.out_stride();
    if (shared_) {
      std::copy_n(from, genes,
                  parts_.data() + (readers.first(task) + row) * part_stride_);
    } else {
      expert.AddTo(from, readers.weights(task)[row], 0, sizes_.genes,
                   y + contexts[row] * sizes_.genes);
    }
  }
}

// The parts of each context, in the order of its domains.
void ExpertLayer::Sum(const Readers& readers, int begin, int end,
                      Workers& workers, float* y) {
  part_first_.clear();
  for (int task = begin; task < end; ++task) {
    for (const size_t context : readers.contexts(task)) {
      if (part_first_.size() < context + 2) part_first_.resize(context + 2);
      ++part_first_[context];
    }
  }
  std::partial_sum(part_first_.begin(), part_first_.end(), part_first_.begin());
  part_of_.resize(part_first_.empty() ? 0 : part_first_.back());
  for (int task = end - 1; task >= begin; --task) {
    const absl::Span<const int> contexts = readers.contexts(task);
    for (size_t row = contexts.size(); row-- > 0;) {
      part_of_[--part_first_[contexts[row]]] = {
          readers.domain(task), readers.first(task) + static_cast<int64_t>(row),
          readers.weights(task)[row]};
    }
  }
  // Few contexts are shared out by blocks of genes.
  constexpr int64_t kLeast = 64, kMostBlocks = 16;
  const auto contexts = static_cast<int64_t>(part_first_.size()) - 1;
  const int64_t block =
      std::max(kLeast, (sizes_.genes + kMostBlocks - 1) / kMostBlocks);
  const int64_t blocks = (sizes_.genes + block - 1) / block;
  workers.Run(static_cast<int>(contexts * blocks), [&](int task, int) {
    const int64_t context = task / blocks, first = task % blocks * block;
    for (int64_t at = part_first_[context]; at < part_first_[context + 1];
         ++at) {
      const Part& part = part_of_[at];
      experts_[part.domain].AddTo(parts_.data() + part.row * part_stride_,
                                  part.weight, first, first + block,
                                  y + context * sizes_.genes);
    }
  });
}

void ExpertLayer::RunEach(const Readers& readers, int begin, int end,
                          const ExpertInput& input, Workers& workers,
                          float* y) {
  workers.RunInSequence(end - begin, [&](int i, int next, int worker) {
    const int task = begin + i;
    Bytes after;
    if (next >= 0) {
      const int domain = readers.domain(begin + next);
      after = extents_[domain];
      Prefetch(experts_[domain]);
    }
    Expert& expert = experts_[readers.domain(task)];
    if (absl::Status status = expert.CheckIndices(); !status.ok()) {
      statuses_[task] = std::move(status);
      return;
    }
    const absl::Span<const float> out =
        expert.Run(readers.contexts(task), input, after, scratch_[worker]);
    Write(readers, task, out, y);
  });
}

absl::Status ExpertLayer::Run(const Readers& readers, int begin, int end,
                              const ExpertInput& input, Workers& workers,
                              float* y) {
  Plan(readers, begin, end, workers.count());
  if (MayShare(readers, begin, end, workers.count())) {
    for (int task = begin; task < end; ++task) {
      statuses_[task] = experts_[readers.domain(task)].CheckIndices();
    }
    RETURN_IF_ERROR(FirstError(begin, end));
    RunShared(readers, begin, end, input, workers, y);
  } else {
    RunEach(readers, begin, end, input, workers, y);
    RETURN_IF_ERROR(FirstError(begin, end));
  }
  if (shared_) Sum(readers, begin, end, workers, y);
  return absl::OkStatus();
}

absl::Status ExpertLayer::FirstError(int begin, int end) {
  absl::Status first;
  for (int task = begin; task < end; ++task) {
    first.Update(std::exchange(statuses_[task], absl::OkStatus()));
  }
  return first;
}

}  // namespace regulon
