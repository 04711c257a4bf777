// Exact fractions.
#ifndef REGULON_ENGINE_EXPLAIN_FRACTION_H_
#define REGULON_ENGINE_EXPLAIN_FRACTION_H_

#include <string>

#include "engine/logic/big_unsigned.h"

namespace regulon {

// In lowest terms; 0 is 0 / 1.
struct Fraction {
  bool negative = false;
  BigUnsigned numerator = 0, denominator = 1;

  double ToDouble() const;       // to 15 digits
  std::string ToString() const;  // "-1/6", "0", "1"
};

// (plus - minus) / denominator, a denominator whose prime factors are none
// above `largest_prime`.
Fraction MakeFraction(const BigUnsigned& plus, const BigUnsigned& minus,
                      const BigUnsigned& denominator, int largest_prime);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_FRACTION_H_
