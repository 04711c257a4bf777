#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "engine/cli/demo.h"
#include "engine/cli/demo_models.h"
#include "engine/cli/files.h"
#include "engine/cli/verbs.h"
#include "engine/compile/compile.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<std::unique_ptr<const Genome>> OpenBuiltIn(
    absl::string_view name) {
  for (const BuiltInModel& model : kBuiltInModels) {
    if (name != model.name) continue;
    ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Create());
    const std::string path = folder.File(absl::StrCat(name, ".regulon"));
    RETURN_IF_ERROR(
        CompileText(model.text, absl::StrCat(name, ".textproto"), path)
            .status());
    return Genome::Open(path);  // its mapping outlives its name
  }
  return absl::InternalError(absl::StrCat("no model '", name, "' is built in"));
}

namespace {

absl::Status RunDemo() {
  RETURN_IF_ERROR(DemoLaci());
  RETURN_IF_ERROR(DemoMyeloid());
  return DemoSynthetic();
}

}  // namespace

void AddDemo(CLI::App& app, Action& action) {
  CLI::App* verb = app.add_subcommand(
      "demo", "Three answers in ten seconds, with nothing but this program");
  verb->footer("Example:\n  regulon demo");
  verb->callback([&action] { action = RunDemo; });
}

}  // namespace regulon
