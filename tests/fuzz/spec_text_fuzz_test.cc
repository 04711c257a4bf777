// Genomes as text: what compiles also opens, fits together and answers.

#include <unistd.h>

#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/compile/compile.h"
#include "engine/genome/genome.h"
#include "tests/fuzz/exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regulon;  // NOLINT: a program of one function
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string& path = ScratchPath();
  const auto warnings = CompileText(text, "fuzz.textproto", path);
  if (!warnings.ok()) {
    Require(absl::StartsWith(warnings.status().message(), "fuzz.textproto:"),
            absl::StrCat("an error begins with the file: ",
                         warnings.status().message()));
    return 0;
  }
  {
    const auto genome = Genome::Open(path);
    Require(genome.ok(),
            absl::StrCat("what compiles opens: ", genome.status().message()));
    const absl::Status status = Exercise(**genome);
    Require(
        status.ok() || absl::IsOutOfRange(status),
        absl::StrCat("what compiles answers, or says what is out of range: ",
                     status.message()));
  }
  unlink(path.c_str());
  return 0;
}
