// How many terminal columns UTF-8 text takes.
#ifndef REGULON_ENGINE_CLI_OUTPUT_DISPLAY_WIDTH_H_
#define REGULON_ENGINE_CLI_OUTPUT_DISPLAY_WIDTH_H_

#include "absl/strings/string_view.h"

namespace regulon {

// Combining marks take none, East Asian wide characters and emoji two, and
// each byte that is not UTF-8 one. Unlike wcwidth(), needs no locale.
int DisplayWidth(absl::string_view text);

// The longest start of `text` that fits in `width` columns.
absl::string_view FitToWidth(absl::string_view text, int width);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_DISPLAY_WIDTH_H_
