// The flags that every question to a genome shares, and what they ask for.
#ifndef REGULON_ENGINE_CLI_QUERY_FLAGS_H_
#define REGULON_ENGINE_CLI_QUERY_FLAGS_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/cell/cell.h"
#include "engine/cli/output/table_writer.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"
#include "engine/query/express.h"

namespace regulon {

struct QueryFlags {
  std::string genome, contexts;
  std::vector<std::string> set, clamp;
  int steps = 1, threads = 0;
  std::string update = "sync", format = "table";
  uint64_t seed = 1;
};

void AddQueryFlags(CLI::App& verb, QueryFlags& flags);

// All that a question needs, ready.
struct Query {
  std::unique_ptr<const Genome> genome;
  std::unique_ptr<Cell> cell;
  std::vector<Context> contexts;
  ExpressOptions express;
  Format format = Format::kTable;
};

// Reports on the standard error what it had to ignore, and that a genome is
// SYNTHETIC.
absl::StatusOr<Query> MakeQuery(const QueryFlags& flags);

// The message of a name that the genome does not know, with where to see all
// that it knows: "regulators" or "genes".
std::string WithList(const absl::Status& status, const Genome& genome,
                     absl::string_view what);

// "NAME=LEVEL", with or without the regulator's unit behind the level.
absl::Status SetLevel(const std::string& text, bool clamp, const Genome& genome,
                      Context& context);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_QUERY_FLAGS_H_
