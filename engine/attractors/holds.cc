#include "engine/attractors/holds.h"

namespace regulon {
namespace {

bool BitOf(const uint32_t* packed, int words, int size, int i) {
  const int bit = size - 1 - i;
  return (packed[words - 1 - bit / 32] >> (bit % 32) & 1) != 0;
}

std::vector<Holds> Unpack(const uint32_t* always, const uint32_t* sometimes,
                          int words, int size) {
  std::vector<Holds> holds;
  for (int i = 0; i < size; ++i) {
    holds.push_back(BitOf(always, words, size, i)      ? Holds::kAlways
                    : BitOf(sometimes, words, size, i) ? Holds::kSometimes
                                                       : Holds::kNever);
  }
  return holds;
}

}  // namespace

HoldsOverStates::HoldsOverStates(const System& system,
                                 const std::vector<Literal>& watch)
    : variables_(system.size()),
      watched_(static_cast<int>(watch.size())),
      watch_(system.circuit, watch) {}

void HoldsOverStates::Add(size_t attractor, const uint32_t* state) {
  const int words = watch_.state_words();
  Widen(attractor, state, words, &variable_extent_);
  if (watched_ == 0) return;
  states_.insert(states_.end(), state, state + words);
  attractors_.push_back(attractor);
  if (attractors_.size() == BitParallel::kBlock) Watch();
}

void HoldsOverStates::Finish(std::vector<Attractor>* attractors) {
  Watch();
  const size_t words = watch_.state_words(), value_words = watch_.value_words();
  for (size_t a = 0; a < attractors->size(); ++a) {
    (*attractors)[a].variable =
        Unpack(&variable_extent_.always[a * words],
               &variable_extent_.sometimes[a * words], words, variables_);
    if (watched_ == 0) continue;
    (*attractors)[a].watched = Unpack(&watch_extent_.always[a * value_words],
                                      &watch_extent_.sometimes[a * value_words],
                                      value_words, watched_);
  }
}

void HoldsOverStates::Widen(size_t attractor, const uint32_t* values, int words,
                            Extent* extent) {
  const size_t end = (attractor + 1) * words;
  if (extent->always.size() < end) {
    extent->always.resize(end, ~0u);
    extent->sometimes.resize(end, 0);
  }
  for (int w = 0; w < words; ++w) {
    extent->always[attractor * words + w] &= values[w];
    extent->sometimes[attractor * words + w] |= values[w];
  }
}

void HoldsOverStates::Watch() {
  const int words = watch_.value_words();
  std::vector<uint32_t> values(attractors_.size() * words);
  watch_.PackedOf(states_, absl::MakeSpan(values));
  for (size_t s = 0; s < attractors_.size(); ++s) {
    Widen(attractors_[s], &values[s * words], words, &watch_extent_);
  }
  states_.clear();
  attractors_.clear();
}

}  // namespace regulon
