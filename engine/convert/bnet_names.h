// The names of .bnet: what its reader takes for one and its writer may write.
#ifndef REGULON_ENGINE_CONVERT_BNET_NAMES_H_
#define REGULON_ENGINE_CONVERT_BNET_NAMES_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace regulon::bnet {

// Ends a name: an operator or a parenthesis.
bool IsOperator(char c);
// Means something in other tools' rules, so that a name that holds it must be
// in single quotes.
bool IsReserved(char c);
// 0, 1, true or false, these in any case.
bool IsConstant(absl::string_view name);
// A number other than 0 and 1, which no rule may hold: "2", "0.5".
bool IsNumber(absl::string_view name);
// AND, OR, NOT or XOR, in any case.
bool IsWordOperator(absl::string_view word);
// "targets, factors".
bool IsHeading(absl::string_view line);

// The first character from `at` on that is no blank; the size if there is none.
size_t SkipSpace(absl::string_view text, size_t at);
// Behind the quoted name that begins at `begin`; npos if it does not end.
size_t EndOfQuoted(absl::string_view text, size_t begin);
// The first such character that is in no quoted name; npos.
size_t FindUnquoted(absl::string_view text, char wanted);

// As .bnet writes it: in single quotes only where it would be read otherwise.
std::string NameText(absl::string_view name);

}  // namespace regulon::bnet

#endif  // REGULON_ENGINE_CONVERT_BNET_NAMES_H_
