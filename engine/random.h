// Random numbers, a stream of its own for each trajectory: xoshiro256++
// (Blackman & Vigna 2021, doi 10.1145/3460772), seeded by SplitMix64.
#ifndef REGULON_ENGINE_RANDOM_H_
#define REGULON_ENGINE_RANDOM_H_

#include <cmath>
#include <cstdint>

namespace regulon {

class Random {
 public:
  Random(uint64_t seed, uint64_t stream) {
    uint64_t mixed = Mix(seed) ^ stream;
    for (uint64_t& word : words_) word = Mix(mixed += 0x9e3779b97f4a7c15);
  }

  uint64_t Bits() {
    const uint64_t result = Rotated(words_[0] + words_[3], 23) + words_[0];
    const uint64_t shifted = words_[1] << 17;
    words_[2] ^= words_[0];
    words_[3] ^= words_[1];
    words_[1] ^= words_[2];
    words_[0] ^= words_[3];
    words_[2] ^= shifted;
    words_[3] = Rotated(words_[3], 45);
    return result;
  }
  double Unit() { return (Bits() >> 11) * 0x1p-53; }  // [0, 1)
  // Of rate 1.
  double Exponential() { return -std::log(((Bits() >> 11) + 1) * 0x1p-53); }
  // Nearly normal, of mean 0 and variance 1: the sum of twelve uniforms,
  // nothing but additions, so the same everywhere.
  double NearlyNormal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += Unit();
    return sum;
  }
  // 0 .. end - 1, biased by less than end / 2^64.
  uint32_t Below(uint32_t end) {
    return static_cast<uint32_t>(static_cast<unsigned __int128>(Bits()) * end >>
                                 64);
  }

 private:
  static uint64_t Rotated(uint64_t x, int by) {
    return x << by | x >> (64 - by);
  }
  static uint64_t Mix(uint64_t x) {
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
  }

  uint64_t words_[4];
};

}  // namespace regulon

#endif  // REGULON_ENGINE_RANDOM_H_
