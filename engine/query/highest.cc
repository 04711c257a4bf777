#include "engine/query/highest.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace regulon {
namespace {

constexpr int kBlock = 64;  // values whose maximum is taken together
constexpr int kLanes = 16;
constexpr float kLowest = -std::numeric_limits<float>::infinity();

// Lane by lane, so that the compiler may make vector instructions of it.
float Maximum(const float* values) {
  float lanes[kLanes];
  std::copy_n(values, kLanes, lanes);
  for (int i = kLanes; i < kBlock; i += kLanes) {
    for (int k = 0; k < kLanes; ++k) {
      lanes[k] = values[i + k] > lanes[k] ? values[i + k] : lanes[k];
    }
  }
  return *std::max_element(lanes, lanes + kLanes);
}

}  // namespace

void Highest::Keep(const Entry& entry) {
  if (heap_.size() < most_) {
    heap_.push_back(entry);
  } else {
    std::pop_heap(heap_.begin(), heap_.end(), Higher());
    heap_.back() = entry;
  }
  std::push_heap(heap_.begin(), heap_.end(), Higher());
}

// Among as many blocks as values are wanted, each with a value at least as high
// as this, no value below it is wanted.
float Highest::Bound(absl::Span<const float> values) {
  maxima_.clear();
  for (size_t begin = 0; begin + kBlock <= values.size(); begin += kBlock) {
    maxima_.push_back(Maximum(values.data() + begin));
  }
  if (most_ > maxima_.size()) return kLowest;
  sorted_ = maxima_;
  std::nth_element(sorted_.begin(), sorted_.begin() + most_ - 1, sorted_.end(),
                   std::greater<float>());
  return sorted_[most_ - 1];
}

absl::Span<const int> Highest::Find(absl::Span<const float> values, int count,
                                    absl::Span<const int> among,
                                    absl::Span<const int> domain_of,
                                    absl::Span<const float> open) {
  heap_.clear();
  found_.clear();
  if (count <= 0) return found_;
  most_ = static_cast<size_t>(count);
  if (!among.empty() || !open.empty()) {
    const size_t size = among.empty() ? values.size() : among.size();
    for (size_t i = 0; i < size; ++i) {
      const int index = among.empty() ? static_cast<int>(i) : among[i];
      // Of equal ones the first is kept.
      if (heap_.size() == most_ && !(values[index] > heap_[0].value)) continue;
      if (!open.empty() && !(open[domain_of[index]] > 0)) continue;
      Keep({values[index], static_cast<int>(i), index});
    }
  } else {
    const float bound = Bound(values);
    for (size_t begin = 0; begin < values.size(); begin += kBlock) {
      if (begin + kBlock <= values.size() && maxima_[begin / kBlock] < bound) {
        continue;
      }
      const size_t end = std::min(begin + kBlock, values.size());
      for (size_t i = begin; i < end; ++i) {
        const bool wanted = heap_.size() == most_ ? values[i] > heap_[0].value
                                                  : values[i] >= bound;
        const auto index = static_cast<int>(i);
        if (wanted) Keep({values[i], index, index});
      }
    }
  }
  std::sort_heap(heap_.begin(), heap_.end(), Higher());
  for (const Entry& entry : heap_) found_.push_back(entry.index);
  return found_;
}

}  // namespace regulon
