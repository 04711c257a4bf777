// The flags that every question to a genome shares, and what they ask for.
#ifndef REGULON_ENGINE_CLI_QUERY_FLAGS_H_
#define REGULON_ENGINE_CLI_QUERY_FLAGS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/cell/cell.h"
#include "engine/cli/chromatin_flags.h"
#include "engine/cli/open_genome.h"
#include "engine/cli/output/table_writer.h"
#include "engine/cli/router_flags.h"
#include "engine/context/context.h"
#include "engine/context/context_stream.h"
#include "engine/genome/genome.h"
#include "engine/query/express.h"

namespace regulon {

struct QueryFlags {
  std::string genome, contexts;
  std::vector<std::string> set, clamp;
  int steps = 1, threads = 0;
  std::string update = "sync", format = "table";
  uint64_t seed = 1, memory_limit = 0;
  ChromatinFlags chromatin;
  RouterFlags router;
  bool trace = false;  // CellOptions.trace; no flag of its own
};

void AddQueryFlags(CLI::App& verb, QueryFlags& flags);

// What --set or --clamp gives to every context.
struct Setting {
  int regulator = 0;
  double level = 0;  // one that the regulator's unit allows
  bool clamp = false;
};

// What the flags give to every context.
struct Settings {
  std::vector<Setting> levels;
  ChromatinSettings chromatin;
  RouterFlags router;  // of domains that the genome has

  // Whether contexts are as they were given, whatever of them is read.
  bool empty() const { return levels.empty() && chromatin.empty(); }
};

// All that a question needs, ready.
struct Query {
  std::unique_ptr<const Genome> genome;
  std::unique_ptr<Cell> cell;
  std::vector<Context> contexts;
  // In place of contexts, which are still to be read and to be given the
  // settings: absl::Status status = Apply(query.settings, context).
  std::unique_ptr<ContextStream> stream;
  Settings settings;
  ExpressOptions express;
  Format format = Format::kTable;
};

// Reports on the standard error what it had to ignore, and that a genome is
// SYNTHETIC. FailedPrecondition for a genome that reads tokens.
absl::StatusOr<Query> MakeQuery(const QueryFlags& flags);

// The same, but a table with a row per context is left to be read as a stream,
// whose labels are its column `label`, if it has one.
// `on_text`, if any, is told the text of the contexts as it is read.
absl::StatusOr<Query> MakeStreamedQuery(
    const QueryFlags& flags, const std::string& label,
    std::function<void(absl::string_view)> on_text = nullptr);

absl::Status Apply(const Settings& settings, Context& context);

// Of a table of contexts: its first twenty lines, and how many more there are.
void NoteIgnored(const std::vector<std::string>& ignored);

// "NAME=LEVEL", with or without the regulator's unit behind the level.
absl::Status SetLevel(const std::string& text, bool clamp, const Genome& genome,
                      Context& context);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_QUERY_FLAGS_H_
