// Files that a test writes in order to read them.
#ifndef REGULON_TESTS_EXPRESSION_SCRATCH_FILE_H_
#define REGULON_TESTS_EXPRESSION_SCRATCH_FILE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace regulon {

// Both return the path; a name may have folders.
std::string WriteText(absl::string_view name, absl::string_view text);
std::string WriteGzip(absl::string_view name, absl::string_view text);

}  // namespace regulon

#endif  // REGULON_TESTS_EXPRESSION_SCRATCH_FILE_H_
