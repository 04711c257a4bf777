#include "engine/cell/edited_reading.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "engine/status.h"

namespace regulon {
namespace {

// Edits that are looked at together.
constexpr int kLook = Slice::kMost / 2;

template <typename T>
bool SameBits(absl::Span<const T> a, absl::Span<const T> b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

template <typename T>
bool SameRow(SliceRows<T>& a, int row, SliceRows<T>& b, int other) {
  return SameBits<T>(a[row], b[other]);
}

template <typename T>
void CopyRow(SliceRows<T>& from, int row, SliceRows<T>& to, int other) {
  std::copy_n(from.row(row), from.columns(), to.row(other));
}

}  // namespace

EditedReading::EditedReading(Stages& stages)
    : stages_(stages),
      reading_(stages),
      kept_(stages.NewSlice(true)),
      slice_(stages.NewSlice(false)),
      base_(Slice::kMost),
      same_x_(Slice::kMost),
      same_shared_y_(Slice::kMost),
      levels_(kLook),
      statuses_(kLook),
      unchanged_(kLook) {
  parts_.Plan(stages.sizes().domains);
  parts_.Grow(Slice::kMost);
}

absl::Status EditedReading::Run(absl::Span<const Context> contexts,
                                int64_t first, int64_t edits, Apply apply,
                                Deliver deliver) {
  contexts_ = contexts;
  edits_ = edits;
  same_of_ = -1;
  if (before_.size() < contexts.size()) {
    before_.resize(contexts.size(), stages_.NewAnswer());
  }
  RETURN_IF_ERROR(reading_.Run(
      contexts, absl::MakeSpan(before_).subspan(0, contexts.size()), kept_));
  const auto all = static_cast<int64_t>(contexts.size()) * edits;
  const auto together = std::min<size_t>(Slice::kMost, all);
  if (after_.size() < together) {
    after_.resize(together, stages_.NewAnswer());
    edited_.resize(together, Context(stages_.genome(), ""));
  }
  for (int64_t at = 0; at < all;) {
    ASSIGN_OR_RETURN(const int64_t end, Collect(at, all, apply));
    if (rows_ > 0) RETURN_IF_ERROR(ReadChanged());
    RETURN_IF_ERROR(HandOn(at, end, first, deliver));
    at = end;
  }
  return absl::OkStatus();
}

bool EditedReading::IsUnchanged(const Context& before, const Context& after,
                                std::vector<int>& levels) const {
  levels.clear();
  if (!after.SameButLevels(before)) return false;
  const absl::Span<const double> from = before.levels(), to = after.levels();
  for (size_t t = 0; t < from.size(); ++t) {
    if (std::memcmp(&from[t], &to[t], sizeof(double)) == 0) continue;
    const auto regulator = static_cast<int>(t);
    // What is given is marked as read, so a level may come but not go.
    if (std::isnan(to[t]) ||
        !stages_.sense().SensesAlike(regulator, from[t], to[t])) {
      return false;
    }
    levels.push_back(regulator);
  }
  return true;
}

absl::StatusOr<int64_t> EditedReading::Collect(int64_t at, int64_t end,
                                               Apply apply) {
  rows_ = 0;
  found_.clear();
  sensed_.clear();
  while (at < end && rows_ + kLook <= Slice::kMost) {
    const auto count = static_cast<int>(std::min<int64_t>(kLook, end - at));
    stages_.workers().Run(count, [&](int i, int) {
      Context& edited = edited_[rows_ + i];
      const Context& context = contexts_[(at + i) / edits_];
      edited = context;
      statuses_[i] = apply((at + i) % edits_, edited);
      unchanged_[i] = IsUnchanged(context, edited, levels_[i]);
    });
    const int first = rows_;
    for (int i = 0; i < count; ++i) {
      RETURN_IF_ERROR(statuses_[i]);
      Found& found = found_.emplace_back();
      if (unchanged_[i]) {
        found.begin = sensed_.size();
        sensed_.insert(sensed_.end(), levels_[i].begin(), levels_[i].end());
        found.end = sensed_.size();
      } else {
        std::swap(edited_[rows_], edited_[first + i]);
        base_[rows_] = static_cast<int>((at + i) / edits_);
        found.row = rows_++;
      }
    }
    at += count;
  }
  return at;
}

absl::Status EditedReading::SenseRow(int row, int worker) {
  const int base = base_[row];
  Answer& answer = after_[row];
  const Context& context = edited_[row];
  if (!SameBits(contexts_[base].levels(), context.levels())) {
    RETURN_IF_ERROR(stages_.SenseRow(row, worker, context, slice_, answer));
    same_x_[row] = SameRow(slice_.x, row, kept_.x, base);
    same_shared_y_[row] = same_x_[row] || stages_.sizes().latents == 0;
    return absl::OkStatus();
  }
  CopyRow(kept_.activity, base, slice_.activity, row);
  CopyRow(kept_.present, base, slice_.present, row);
  CopyRow(kept_.present_count, base, slice_.present_count, row);
  CopyRow(kept_.x, base, slice_.x, row);
  CopyRow(kept_.sensed_kappa, base, slice_.kappa, row);
  answer.reads = kept_.sensed[base].reads;
  answer.flops = kept_.sensed[base].flops;
  answer.out_of_repertoire = kept_.sensed[base].out_of_repertoire;
  answer.nearest_distance = before_[base].nearest_distance;
  same_x_[row] = same_shared_y_[row] = true;
  return absl::OkStatus();
}

absl::Status EditedReading::GateRows(int first, int rows, int worker) {
  if (std::count(&same_x_[first], &same_x_[first] + rows, 1) < rows) {
    return stages_.GateRows(first, rows, worker, slice_);
  }
  for (int row = first; row < first + rows; ++row) {
    CopyRow(kept_.gate, base_[row], slice_.gate, row);
  }
  return absl::OkStatus();
}

// Rows that keep the shared path begin with all that their context adds up to,
// without the parts that are another now.
absl::Status EditedReading::ShareRows(int first, int rows, int worker) {
  const uint8_t* const same = &same_shared_y_[first];
  if (std::count(same, same + rows, 1) < rows) {
    RETURN_IF_ERROR(stages_.ShareRows(first, rows, worker, slice_));
  }
  const ExpertLayer& layer = stages_.experts();
  for (int row = first; row < first + rows; ++row) {
    if (!same_shared_y_[row]) continue;
    const int base = base_[row];
    CopyRow(kept_.latents, base, slice_.latents, row);
    CopyRow(kept_.y, base, slice_.y, row);
    const absl::Span<const Part> parts = parts_[row];
    for (size_t d = 0; d < parts.size(); ++d) {
      if (parts[d] == kKept) continue;
      // A gene of several domains is added up anew from all of them.
      if (layer.shares_genes()) {
        CopyRow(kept_.shared_y, base, slice_.y, row);
        break;
      }
      for (const uint32_t gene : layer.experts()[d].tables().genes) {
        slice_.y.row(row)[gene] = kept_.shared_y.row(base)[gene];
      }
    }
  }
  return absl::OkStatus();
}

void EditedReading::SortDomains(int row, const ExpertInput& before,
                                const ExpertInput& after) {
  const Answer& now = after_[row];
  const Answer& then = before_[base_[row]];
  const ExpertLayer& layer = stages_.experts();
  const absl::Span<Part> parts = parts_[row];
  const auto is_kept = [&](size_t d) {
    return same_shared_y_[row] && now.open[d] == then.open[d] &&
           (!now.open[d] ||
            (now.weight[d] == then.weight[d] &&
             layer.experts()[d].ReadsTheSame(before, base_[row], after, row)));
  };
  bool all_kept = true;
  for (size_t d = 0; d < parts.size(); ++d) {
    parts[d] = is_kept(d) ? kKept : now.open[d] ? kRun : kShut;
    all_kept &= parts[d] == kKept;
  }
  if (all_kept || !layer.shares_genes()) return;
  for (size_t d = 0; d < parts.size(); ++d) {
    parts[d] = now.open[d] ? kRun : kShut;
  }
}

absl::Status EditedReading::ReadChanged() {
  slice_.Grow(rows_);
  const absl::Span<const Context> contexts = edited();
  RETURN_IF_ERROR(stages_.ForEach(
      contexts, [this](int row, int worker) { return SenseRow(row, worker); }));
  if (stages_.gates()) {
    RETURN_IF_ERROR(
        stages_.ForBlocks(rows_, [this](int first, int rows, int worker) {
          return GateRows(first, rows, worker);
        }));
  }
  RETURN_IF_ERROR(stages_.ForEach(contexts, [&](int row, int worker) {
    return stages_.OpenRow(row, worker, contexts[row], slice_, after_[row]);
  }));
  const ExpertInput before = stages_.InputOf(contexts_, kept_);
  const ExpertInput after = stages_.InputOf(contexts, slice_);
  stages_.workers().Run(rows_,
                        [&](int row, int) { SortDomains(row, before, after); });
  readers_.Clear();
  for (const int d : stages_.experts().order()) {
    for (int row = 0; row < rows_; ++row) {
      if (parts_.row(row)[d] == kRun) {
        readers_.AddContext(row, after_[row].weight[d]);
      }
    }
    readers_.EndDomain(d);
  }
  RETURN_IF_ERROR(stages_.Transcribe(
      contexts,
      [this](int first, int rows, int worker) {
        return ShareRows(first, rows, worker);
      },
      readers_, slice_));
  return stages_.ForEach(contexts, [this](int row, int worker) {
    return stages_.FinishRow(row, worker, slice_, after_[row]);
  });
}

absl::Status EditedReading::HandOn(int64_t at, int64_t end, int64_t first,
                                   Deliver deliver) {
  for (int64_t i = at; i < end; ++i) {
    const Found& found = found_[i - at];
    const int64_t base = i / edits_;
    Cell::Edited edited;
    edited.context = first + base;
    edited.edit = i % edits_;
    edited.before = &before_[base];
    edited.changed = found.row >= 0;
    if (edited.changed) {
      edited.after = &after_[found.row];
    } else {
      if (same_of_ != base) same_ = before_[base];
      same_of_ = base;
      same_.reads = before_[base].reads;
      for (size_t k = found.begin; k < found.end; ++k) {
        stages_.sense().MarkGiven(sensed_[k], same_.reads);
      }
      edited.after = &same_;
    }
    RETURN_IF_ERROR(deliver(edited));
  }
  return absl::OkStatus();
}

}  // namespace regulon
