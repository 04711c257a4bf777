// Specs for tests, with the place of an error marked in the text by '^'.
#ifndef REGULON_TESTS_COMPILE_MARKED_SPEC_H_
#define REGULON_TESTS_COMPILE_MARKED_SPEC_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/compile/compile.h"

namespace regulon {

// Of text that is called "t".
absl::StatusOr<Compiled> CompileSpec(absl::string_view text);

// As CompileSpec; stops the test where the spec does not compile.
Compiled Compiles(absl::string_view text);

// Expects the error "t:line:column: `message`", line and column being those of
// the '^', which is taken out.
void ExpectError(std::string marked, absl::string_view message);

// The warnings of a spec; where there is a '^', "t:line:column" of it is taken
// off the first.
std::string FirstWarning(std::string marked);

}  // namespace regulon

#endif  // REGULON_TESTS_COMPILE_MARKED_SPEC_H_
