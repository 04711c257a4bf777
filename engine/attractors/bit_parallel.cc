#include "engine/attractors/bit_parallel.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "engine/attractors/bit_kernels.h"

namespace regulon {
namespace {

int WordsFor(size_t bits) {
  return std::max(1, static_cast<int>((bits + 31) / 32));
}

// Bit b of the pattern i: bit i of b.
constexpr uint32_t kCounting[] = {0xaaaaaaaa, 0xcccccccc, 0xf0f0f0f0,
                                  0xff00ff00, 0xffff0000};

}  // namespace

BitParallel::BitParallel(const Circuit& circuit,
                         absl::Span<const Literal> functions,
                         absl::Span<const int> order)
    : line_(MakeStraightLine(circuit, functions)),
      order_(order.begin(), order.end()),
      state_words_(WordsFor(circuit.variables())),
      value_words_(WordsFor(functions.size())),
      slots_(hwy::AllocateAligned<uint32_t>(line_.slots * kRow)),
      matrix_(32 * kRow) {
  if (order.empty()) {
    order_.resize(line_.variables);
    std::iota(order_.begin(), order_.end(), 0);
  }
  std::fill_n(slots_.get(), line_.slots * kRow, 0);
}

void BitParallel::PackedOf(absl::Span<const uint32_t> states,
                           absl::Span<uint32_t> values) {
  const size_t count = states.size() / state_words_;
  for (size_t done = 0; done < count; done += kBlock) {
    const size_t block = std::min<size_t>(count - done, kBlock);
    const size_t words =
        (block + 32 * kVectorWords - 1) / (32 * kVectorWords) * kVectorWords;
    const uint32_t* const from = &states[done * state_words_];
    for (int word = 0; word < state_words_; ++word) {
      for (size_t s = 0; s < block; ++s) {
        matrix_[s] = from[s * state_words_ + word];
      }
      std::fill(matrix_.begin() + block, matrix_.begin() + 32 * words, 0);
      TransposeBits(words, matrix_.data());
      const int lowest = 32 * (state_words_ - 1 - word);
      const int variables = static_cast<int>(line_.variables) - lowest;
      for (int bit = 0; bit < std::min(32, variables); ++bit) {
        std::memcpy(Slot(order_[variables - 1 - bit]), &matrix_[bit * words],
                    words * sizeof(uint32_t));
      }
    }
    Run(words);
    StoreValues(words, block, &values[done * value_words_]);
  }
}

void BitParallel::PackedFrom(uint64_t first, absl::Span<uint32_t> values) {
  FillFrom(first, Order::kTransposed);
  Run(kRow);
  StoreValues(kRow, kBlock, values.data());
}

void BitParallel::SlicedFrom(uint64_t first, absl::Span<uint64_t> sliced) {
  FillFrom(first, Order::kNatural);
  Run(kRow);
  for (size_t f = 0; f < line_.results.size(); ++f) {
    const uint32_t* const row = Slot(line_.results[f]);
    uint64_t* const to = &sliced[f * kRow / 2];
    for (size_t w = 0; w < kRow / 2; ++w) {
      to[w] = row[2 * w] | uint64_t{row[2 * w + 1]} << 32;
    }
  }
}

void BitParallel::FillFrom(uint64_t first, Order order) {
  constexpr int kInWord = 5, kWordBits = 6;  // 2^6 words of a row
  const int word_bits_from = order == Order::kNatural ? kInWord : 0;
  const int in_word_from = order == Order::kNatural ? 0 : kWordBits;
  for (uint32_t v = 0; v < line_.variables; ++v) {
    const int bit = static_cast<int>(line_.variables - 1 - v);
    uint32_t* const row = Slot(order_[v]);
    if (bit >= kInWord + kWordBits) {
      std::fill_n(row, kRow, (first >> bit & 1) != 0 ? ~0u : 0u);
    } else if (bit >= in_word_from && bit < in_word_from + kInWord) {
      std::fill_n(row, kRow, kCounting[bit - in_word_from]);
    } else {
      for (size_t w = 0; w < kRow; ++w) {
        row[w] = (w >> (bit - word_bits_from) & 1) != 0 ? ~0u : 0u;
      }
    }
  }
}

void BitParallel::Run(size_t words) {
  RunInstructions(line_.instructions, kRow, words, slots_.get());
}

void BitParallel::StoreValues(size_t words, size_t count, uint32_t* values) {
  const int functions = static_cast<int>(line_.results.size());
  for (int word = 0; word < value_words_; ++word) {
    const int here = functions - 32 * (value_words_ - 1 - word);
    for (int bit = 0; bit < 32; ++bit) {
      uint32_t* const row = &matrix_[bit * words];
      if (bit < here) {
        std::memcpy(row, Slot(line_.results[here - 1 - bit]),
                    words * sizeof(uint32_t));
      } else {
        std::fill_n(row, words, 0);
      }
    }
    TransposeBits(words, matrix_.data());
    for (size_t s = 0; s < count; ++s) {
      values[s * value_words_ + word] = matrix_[s];
    }
  }
}

}  // namespace regulon
