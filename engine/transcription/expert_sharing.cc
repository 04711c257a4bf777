// A few large domains on more workers than there are domains: each domain's
// columns are shared out, first those inside the expert, then those it writes.
#include <algorithm>

#include "engine/transcription/expert_layer.h"

namespace regulon {
namespace {

// Below, a round takes longer than it saves.
constexpr int64_t kLeastBytes = 1 << 20;

}  // namespace

bool ExpertLayer::MayShare(const Readers& readers, int begin, int end,
                           int workers) const {
  if (end - begin >= workers) return false;
  for (int task = begin; task < end; ++task) {
    const Expert& expert = experts_[readers.domain(task)];
    if (!expert.has_panels() || expert.bytes() < kLeastBytes) return false;
  }
  return true;
}

void ExpertLayer::RunShared(const Readers& readers, int begin, int end,
                            const ExpertInput& input, Workers& workers,
                            float* y) {
  if (begin == end) return;
  int64_t hidden_stride = 0;
  for (int task = begin; task < end; ++task) {
    hidden_stride =
        std::max(hidden_stride, experts_[readers.domain(task)].hidden_stride());
  }
  const int64_t rows = readers.all();
  if (static_cast<int64_t>(hidden_.size()) < rows * hidden_stride) {
    hidden_.resize(rows * hidden_stride);
  }
  if (static_cast<int64_t>(out_.size()) < rows * part_stride_) {
    out_.resize(rows * part_stride_);
  }
  const auto hidden = [&](int task) {
    return hidden_.data() + readers.first(task) * hidden_stride;
  };
  const auto out = [&](int task) {
    return out_.data() + readers.first(task) * part_stride_;
  };
  const int shares = 4 * workers.count() / (end - begin);
  const auto panels_of = [shares](const Matrix& weights, int share) {
    const int64_t panels = PanelsOf(weights);
    return Panels{panels * share / shares, panels * (share + 1) / shares};
  };
  workers.Run((end - begin) * shares, [&](int i, int worker) {
    const int task = begin + i / shares;
    const Expert& expert = experts_[readers.domain(task)];
    expert.RunUp(readers.contexts(task), input,
                 panels_of(expert.tables().up, i % shares), scratch_[worker],
                 hidden(task));
  });
  workers.Run((end - begin) * shares, [&](int i, int worker) {
    const int task = begin + i / shares;
    const Expert& expert = experts_[readers.domain(task)];
    expert.RunDown(static_cast<int>(readers.contexts(task).size()),
                   hidden(task), panels_of(expert.tables().down, i % shares),
                   scratch_[worker], out(task));
  });
  for (int task = begin; task < end; ++task) {
    Write(readers, task,
          {out(task), readers.contexts(task).size() *
                          experts_[readers.domain(task)].out_stride()},
          y);
  }
}

}  // namespace regulon
