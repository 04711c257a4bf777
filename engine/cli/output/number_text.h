// Numbers as text, the same in every locale.
#ifndef REGULON_ENGINE_CLI_OUTPUT_NUMBER_TEXT_H_
#define REGULON_ENGINE_CLI_OUTPUT_NUMBER_TEXT_H_

#include <string>

namespace regulon {

// Appends the fewest digits that read back as `value`: as a float if `value`
// is one, so that 0.1f is "0.1", else as a double. "nan", "inf" and "-inf".
void AppendExact(double value, std::string* text);

// Rounded to `digits` significant digits, for reading: integer parts of up to
// nine digits are written out in full.
std::string RoundedText(double value, int digits = 4);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_NUMBER_TEXT_H_
