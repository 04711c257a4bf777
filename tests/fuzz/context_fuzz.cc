#include "tests/fuzz/context_fuzz.h"

#include <unistd.h>

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/compile/compile.h"
#include "tests/fuzz/exercise.h"

namespace regulon {
namespace {

constexpr char kSpec[] = R"spec(
  name: "contexts"
  unit: "tpm"
  unnamed: BASAL
  regulator { id: "A" alias: "twin" }
  regulator { id: "B" alias: "twin" unit: "log2(tpm+1)" }
  regulator { id: "C" unit: "boolean" }
  gene { id: "X" }
  gene { id: "Y" }
  gene { id: "Z" rule: "C" }
  element {
    id: "enhancer"
    gene: "X"
    mwc {
      closing_energy: 2
      site { binds { regulator: "A" kd: 3 closed_ratio: 0.01 } copies: 2 }
    }
  }
  element {
    id: "promoter"
    gene: "Y"
    state_table {
      state { value: 0 }
      state { value: 1 binds { regulator: "B" count: 2 kd: 3 } }
    }
  }
  domain { id: "d" gene: "X" gene: "Y" threshold: 0.5 memory_coupling: 1 }
  domain { id: "rest" gene: "Z" }
  router { score: ACTIVITY }
)spec";

}  // namespace

const Genome& GenomeForContexts() {
  static const Genome& genome = *[] {
    const auto compiled = CompileText(kSpec, "contexts", ScratchPath());
    Require(compiled.ok(), compiled.status().message());
    auto opened = Genome::Open(ScratchPath());
    Require(opened.ok(), opened.status().message());
    unlink(ScratchPath().c_str());
    return opened->release();
  }();
  return genome;
}

void RequireUsable(const absl::StatusOr<ContextTable>& table) {
  if (!table.ok()) {
    Require(absl::StartsWith(table.status().message(), "text:"),
            absl::StrCat("an error begins with the name of the text: ",
                         table.status().message()));
    return;
  }
  const absl::Status status = Exercise(GenomeForContexts(), table->contexts);
  Require(status.ok() || absl::IsOutOfRange(status),
          absl::StrCat("contexts that were read let a cell answer: ",
                       status.message()));
}

}  // namespace regulon
