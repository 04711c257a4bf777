// BED and BEDPE over a small genome: what is read lets a cell answer.

#include <fcntl.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/compile/compile.h"
#include "engine/context/chromatin.h"
#include "tests/fuzz/exercise.h"
#include "tests/fuzz/memory_file.h"

namespace regulon {
namespace {

constexpr char kLocus[] = R"spec(
  name: "locus" unit: "fold_change"
  regulator { id: "T" unit: "activity" }
  gene { id: "g" combination: CONTACT contig: "chr1" tss0: 5000 }
  gene { id: "h" combination: CONTACT contig: "chr2" tss0: 0 }
  element { id: "e1" gene: "g" contig: "chr1" center0: 1000 mwc { } }
  element { id: "e2" gene: "h" contig: "chr2" center0: 9 width: 3 mwc { } }
  mark { id: "m" weight: 1 }
)spec";

const Genome& Locus() {
  static const Genome& genome = *[] {
    const auto compiled = CompileText(kLocus, "locus", ScratchPath());
    Require(compiled.ok(), compiled.status().message());
    return Genome::Open(ScratchPath())->release();
  }();
  return genome;
}

}  // namespace
}  // namespace regulon

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using regulon::Chromatin;
  using regulon::LineReader;
  const regulon::MemoryFile file(
      absl::string_view(reinterpret_cast<const char*>(data), size));
  const std::function<absl::Status(Chromatin&, LineReader)> readers[] = {
      [](Chromatin& c, LineReader l) {
        return c.ReadAccessibility(std::move(l));
      },
      [](Chromatin& c, LineReader l) { return c.ReadMark("m", std::move(l)); },
      [](Chromatin& c, LineReader l) { return c.ReadContacts(std::move(l)); }};
  for (const auto& read : readers) {
    auto lines =
        LineReader::FromDescriptor(open(file.path().c_str(), O_RDONLY), "text");
    if (!lines.ok()) return 0;
    Chromatin chromatin(regulon::Locus());
    const absl::Status status = read(chromatin, *std::move(lines));
    if (!status.ok()) {
      regulon::Require(
          absl::StartsWith(status.message(), "text"),
          absl::StrCat("an error begins with the file: ", status.message()));
      continue;
    }
    std::vector<regulon::Context> contexts = {
        regulon::Context(regulon::Locus(), "c")};
    chromatin.SetIn(contexts[0]);
    regulon::Require(regulon::Exercise(regulon::Locus(), contexts).ok(),
                     "what is read can be used");
  }
  return 0;
}
