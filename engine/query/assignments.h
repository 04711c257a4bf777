// Inputs off and on: every assignment, or random ones where they are too many.
#ifndef REGULON_ENGINE_QUERY_ASSIGNMENTS_H_
#define REGULON_ENGINE_QUERY_ASSIGNMENTS_H_

#include <cstdint>
#include <random>
#include <vector>

namespace regulon {

class Assignments {
 public:
  // All 2^inputs if they are no more than `most`, else `most` random ones, each
  // input on or off with equal chance, drawn with replacement.
  Assignments(int inputs, uint64_t most, uint64_t seed)
      : inputs_(inputs),
        all_(inputs < 64 && uint64_t{1} << inputs <= most),
        count_(all_ ? uint64_t{1} << inputs : most),
        random_(seed) {}

  bool all() const { return all_; }
  uint64_t count() const { return count_; }

  // The next one, a value per input; the first input changes slowest.
  std::vector<bool> Next() {
    std::vector<bool> values(inputs_);
    uint64_t bits = next_++;
    for (int i = inputs_; i-- > 0; bits >>= 1) {
      if (!all_ && (inputs_ - 1 - i) % 64 == 0) bits = random_();
      values[i] = (bits & 1) != 0;
    }
    return values;
  }

 private:
  const int inputs_;
  const bool all_;
  const uint64_t count_;
  uint64_t next_ = 0;
  std::mt19937_64 random_;
};

// Lower bounds of how many different things there are, of which samples showed
// `seen`: `once` and `twice` are how many showed in one and in two samples.
//   one thing per sample  seen + f1 (f1 - 1) / (2 (f2 + 1))
//                         (Chao 1984, Scand J Stat 11:265, bias-corrected)
//   any number of them    the correction times (samples - 1) / samples
//                         (Chao 1987, Biometrics 43:783, bias-corrected)
double Chao1(uint64_t seen, uint64_t once, uint64_t twice);
double Chao2(uint64_t seen, uint64_t once, uint64_t twice, uint64_t samples);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_ASSIGNMENTS_H_
