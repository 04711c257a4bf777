#include "engine/cli/output/number_text.h"

#include <cfloat>
#include <charconv>
#include <cmath>

namespace regulon {
namespace {

// Like %g, positional from 1e-4 up to `limit`: all the digits that T has.
template <typename T>
void AppendShortest(T value, T limit, std::string* text) {
  char buffer[32];
  const T magnitude = std::abs(value);
  const bool positional =
      value == 0 || (magnitude >= T{1e-4} && magnitude < limit);
  const std::to_chars_result result = std::to_chars(
      buffer, buffer + sizeof(buffer), value,
      positional ? std::chars_format::fixed : std::chars_format::scientific);
  text->append(buffer, result.ptr);
}

}  // namespace

void AppendExact(double value, std::string* text) {
  if (std::isnan(value)) {
    text->append("nan");
  } else if (std::isinf(value)) {
    text->append(value < 0 ? "-inf" : "inf");
  } else if (std::abs(value) <= FLT_MAX &&
             static_cast<double>(static_cast<float>(value)) == value) {
    AppendShortest<float>(static_cast<float>(value), 1e9f, text);
  } else {
    AppendShortest<double>(value, 1e15, text);
  }
}

std::string RoundedText(double value, int digits) {
  std::string text;
  const double magnitude = std::abs(value);
  if (value == 0) return "0";  // not "-0"
  if (!std::isfinite(value)) {
    AppendExact(value, &text);
    return text;
  }
  // Where %g would turn to exponents, after rounding.
  const double last = std::pow(10.0, digits) - 0.5;
  char buffer[64];
  const std::to_chars_result result =
      magnitude >= last && magnitude < 1e9
          ? std::to_chars(buffer, buffer + sizeof(buffer), value,
                          std::chars_format::fixed, 0)
          : std::to_chars(buffer, buffer + sizeof(buffer), value,
                          std::chars_format::general, digits);
  text.append(buffer, result.ptr);
  return text;
}

}  // namespace regulon
