// Sums of fractions, for tests of what must sum exactly.
#ifndef REGULON_TESTS_EXPLAIN_FRACTIONS_H_
#define REGULON_TESTS_EXPLAIN_FRACTIONS_H_

#include "engine/explain/fraction.h"

namespace regulon {

// As it comes, not in lowest terms.
class FractionSum {
 public:
  void Add(const Fraction& f) {
    BigUnsigned& side = f.negative ? minus_ : plus_;
    plus_ = plus_ * f.denominator;
    minus_ = minus_ * f.denominator;
    side += f.numerator * denominator_;
    denominator_ = denominator_ * f.denominator;
  }
  bool Is(int whole) const {
    const BigUnsigned size = denominator_ * (whole < 0 ? -whole : whole);
    return whole < 0 ? plus_ + size == minus_ : plus_ == minus_ + size;
  }

 private:
  BigUnsigned plus_ = 0, minus_ = 0, denominator_ = 1;
};

}  // namespace regulon

#endif  // REGULON_TESTS_EXPLAIN_FRACTIONS_H_
