// Whole numbers of any size: how many states there are.
#ifndef REGULON_ENGINE_LOGIC_BIG_UNSIGNED_H_
#define REGULON_ENGINE_LOGIC_BIG_UNSIGNED_H_

#include <cstdint>
#include <string>
#include <vector>

namespace regulon {

class BigUnsigned {
 public:
  BigUnsigned() = default;
  BigUnsigned(uint64_t value) {  // NOLINT: a number is a number
    if (value != 0) words_.push_back(value);
  }
  static BigUnsigned PowerOfTwo(int exponent) {
    return BigUnsigned(1) << exponent;
  }

  BigUnsigned& operator+=(const BigUnsigned& other);
  BigUnsigned& operator-=(const BigUnsigned& other);  // which is not larger
  BigUnsigned operator<<(int bits) const;
  BigUnsigned operator*(const BigUnsigned& other) const;
  // Divides this, and returns what is left over. The divisor is not 0.
  uint64_t DivideBy(uint64_t divisor);
  friend BigUnsigned operator+(BigUnsigned a, const BigUnsigned& b) {
    return a += b;
  }
  friend BigUnsigned operator-(BigUnsigned a, const BigUnsigned& b) {
    return a -= b;
  }

  friend bool operator==(const BigUnsigned& a, const BigUnsigned& b) {
    return a.words_ == b.words_;
  }
  friend bool operator!=(const BigUnsigned& a, const BigUnsigned& b) {
    return !(a == b);
  }
  friend bool operator<(const BigUnsigned& a, const BigUnsigned& b);

  // The value, if it is below 2^64; else its lowest 64 bits.
  uint64_t ToUint64() const { return words_.empty() ? 0 : words_[0]; }
  double ToDouble() const;  // the nearest, or infinity
  // a / b to 15 digits, be they beyond any double; b is not 0.
  static double Ratio(const BigUnsigned& a, const BigUnsigned& b);
  std::string ToString() const;  // decimal

 private:
  // The value is that times 2^exponent.
  double Mantissa(int* exponent) const;

  std::vector<uint64_t> words_;  // the lowest first; the last is not 0
};

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_BIG_UNSIGNED_H_
