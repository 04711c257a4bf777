#include "tests/compile/marked_spec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "engine/status.h"

namespace regulon {
namespace {

// "t:line:column: " of the '^', which is taken out.
std::string TakePlace(std::string& marked) {
  const size_t at = marked.find('^');
  if (at == marked.npos) return "t: ";
  marked.erase(at, 1);
  const auto mark = marked.begin() + static_cast<std::ptrdiff_t>(at);
  const auto line = std::count(marked.begin(), mark, '\n') + 1;
  const size_t line_start = marked.rfind('\n', at - 1);
  const size_t column =
      at == 0 || line_start == marked.npos ? at + 1 : at - line_start;
  return absl::StrCat("t:", line, ":", column, ": ");
}

}  // namespace

absl::StatusOr<Compiled> CompileSpec(absl::string_view text) {
  ASSIGN_OR_RETURN(const std::unique_ptr<SpecText> parsed,
                   ParseSpec(text, "t"));
  return Compile(parsed->spec, parsed->Root());
}

Compiled Compiles(absl::string_view text) {
  absl::StatusOr<Compiled> compiled = CompileSpec(text);
  if (!compiled.ok()) {
    std::fprintf(stderr, "%s\n", compiled.status().ToString().c_str());
    std::abort();
  }
  return *std::move(compiled);
}

void ExpectError(std::string marked, absl::string_view message) {
  const std::string place = TakePlace(marked);
  const absl::Status status = CompileSpec(marked).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << marked;
  EXPECT_EQ(std::string(status.message()), absl::StrCat(place, message))
      << marked;
}

std::string FirstWarning(std::string marked) {
  const std::string place = TakePlace(marked);
  const Compiled compiled = Compiles(marked);
  return compiled.warnings.empty()
             ? "none"
             : std::string(absl::StripPrefix(compiled.warnings[0], place));
}

}  // namespace regulon
