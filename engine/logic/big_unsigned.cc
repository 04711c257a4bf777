#include "engine/logic/big_unsigned.h"

#include <algorithm>
#include <cmath>

namespace regulon {

BigUnsigned& BigUnsigned::operator+=(const BigUnsigned& other) {
  words_.resize(std::max(words_.size(), other.words_.size()));
  bool carry = false;
  for (size_t i = 0; i < words_.size(); ++i) {
    const uint64_t add = i < other.words_.size() ? other.words_[i] : 0;
    const uint64_t sum = words_[i] + add;
    words_[i] = sum + carry;
    carry = sum < add || words_[i] < sum;
  }
  if (carry) words_.push_back(1);
  return *this;
}

BigUnsigned& BigUnsigned::operator-=(const BigUnsigned& other) {
  bool borrow = false;
  for (size_t i = 0; i < words_.size(); ++i) {
    const uint64_t take = i < other.words_.size() ? other.words_[i] : 0;
    const uint64_t rest = words_[i] - take;
    const bool below = words_[i] < take || (rest == 0 && borrow);
    words_[i] = rest - borrow;
    borrow = below;
  }
  while (!words_.empty() && words_.back() == 0) words_.pop_back();
  return *this;
}

BigUnsigned BigUnsigned::operator<<(int bits) const {
  BigUnsigned shifted;
  if (words_.empty()) return shifted;
  const int part = bits % 64;
  shifted.words_.assign(bits / 64, 0);
  uint64_t carry = 0;
  for (const uint64_t word : words_) {
    shifted.words_.push_back(word << part | carry);
    carry = part == 0 ? 0 : word >> (64 - part);
  }
  if (carry != 0) shifted.words_.push_back(carry);
  return shifted;
}

BigUnsigned BigUnsigned::operator*(const BigUnsigned& other) const {
  BigUnsigned product;
  product.words_.resize(words_.size() + other.words_.size());
  for (size_t i = 0; i < words_.size(); ++i) {
    unsigned __int128 carry = 0;
    for (size_t j = 0; j < other.words_.size(); ++j) {
      uint64_t& word = product.words_[i + j];
      carry += static_cast<unsigned __int128>(words_[i]) * other.words_[j];
      carry += word;
      word = static_cast<uint64_t>(carry);
      carry >>= 64;
    }
    product.words_[i + other.words_.size()] = static_cast<uint64_t>(carry);
  }
  while (!product.words_.empty() && product.words_.back() == 0) {
    product.words_.pop_back();
  }
  return product;
}

bool operator<(const BigUnsigned& a, const BigUnsigned& b) {
  if (a.words_.size() != b.words_.size()) {
    return a.words_.size() < b.words_.size();
  }
  return std::lexicographical_compare(a.words_.rbegin(), a.words_.rend(),
                                      b.words_.rbegin(), b.words_.rend());
}

uint64_t BigUnsigned::DivideBy(uint64_t divisor) {
  unsigned __int128 rest = 0;
  for (size_t i = words_.size(); i-- > 0;) {
    rest = rest << 64 | words_[i];
    words_[i] = static_cast<uint64_t>(rest / divisor);
    rest %= divisor;
  }
  while (!words_.empty() && words_.back() == 0) words_.pop_back();
  return static_cast<uint64_t>(rest);
}

double BigUnsigned::ToDouble() const {
  double value = 0;
  for (size_t i = words_.size(); i-- > 0;) {
    value = std::ldexp(value, 64) + static_cast<double>(words_[i]);
  }
  return value;
}

double BigUnsigned::Mantissa(int* exponent) const {
  const size_t first = words_.size() < 3 ? 0 : words_.size() - 3;
  double value = 0;
  for (size_t i = words_.size(); i-- > first;) {
    value = std::ldexp(value, 64) + static_cast<double>(words_[i]);
  }
  *exponent = static_cast<int>(64 * first);
  return value;
}

double BigUnsigned::Ratio(const BigUnsigned& a, const BigUnsigned& b) {
  int above = 0, below = 0;
  const double quotient = a.Mantissa(&above) / b.Mantissa(&below);
  return std::ldexp(quotient, above - below);
}

std::string BigUnsigned::ToString() const {
  constexpr uint64_t kPart = 1'000'000'000'000'000'000;  // 18 digits at a time
  BigUnsigned left = *this;
  std::string digits;  // the lowest first
  while (!left.words_.empty()) {
    uint64_t part = left.DivideBy(kPart);
    for (int d = 0; d < 18; ++d, part /= 10) {
      digits.push_back(static_cast<char>('0' + static_cast<int>(part % 10)));
    }
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  std::reverse(digits.begin(), digits.end());
  return digits.empty() ? "0" : digits;
}

}  // namespace regulon
