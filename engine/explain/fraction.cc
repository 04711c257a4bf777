#include "engine/explain/fraction.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace regulon {

double Fraction::ToDouble() const {
  const double size = BigUnsigned::Ratio(numerator, denominator);
  return negative ? -size : size;
}

std::string Fraction::ToString() const {
  std::string text = absl::StrCat(negative ? "-" : "", numerator.ToString());
  if (denominator != 1) absl::StrAppend(&text, "/", denominator.ToString());
  return text;
}

Fraction MakeFraction(const BigUnsigned& plus, const BigUnsigned& minus,
                      const BigUnsigned& denominator, int largest_prime) {
  if (plus == minus) return {};
  Fraction fraction;
  fraction.negative = plus < minus;
  fraction.numerator = fraction.negative ? minus - plus : plus - minus;
  fraction.denominator = denominator;
  // A factor that is no prime divides both no more once its primes don't.
  for (int factor = 2; factor <= largest_prime; ++factor) {
    while (true) {
      BigUnsigned above = fraction.numerator, below = fraction.denominator;
      if (above.DivideBy(factor) != 0 || below.DivideBy(factor) != 0) break;
      fraction.numerator = std::move(above);
      fraction.denominator = std::move(below);
    }
  }
  return fraction;
}

}  // namespace regulon
