// Contexts from text, all in memory: a table of regulators by contexts, or
// protobuf JSON. context_stream.h reads the table of a row per context.
#ifndef REGULON_ENGINE_CONTEXT_READ_CONTEXTS_H_
#define REGULON_ENGINE_CONTEXT_READ_CONTEXTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/context/context.h"
#include "engine/context/context_stream.h"
#include "engine/genome/genome.h"

namespace regulon {

struct ContextTable {
  std::vector<Context> contexts;
  std::vector<std::string> ignored;  // a line for each thing left out, and why
};

// TSV: a header whose first cell is "regulator" or empty and then one name per
// context; a row per regulator, in its own unit. An empty cell: not given; "0":
// absent. Lines end in LF or CRLF; empty lines and lines that begin with '#'
// are skipped. `name` is what messages call the text ("contexts.tsv:3:2: ...").
absl::StatusOr<ContextTable> ReadContextsTsv(const Genome& genome,
                                             absl::string_view text,
                                             absl::string_view name);

// Protobuf JSON of a ContextSet, or of a single Context (proto/context.proto).
absl::StatusOr<ContextTable> ReadContextsJson(const Genome& genome,
                                              absl::string_view text,
                                              absl::string_view name);

// By the first character: JSON begins with '{'.
absl::StatusOr<ContextTable> ReadContexts(const Genome& genome,
                                          absl::string_view text,
                                          absl::string_view name);

// All that a stream still has, up to 2 GiB of levels; names are unique, as in
// the other forms. `labels`, if any: of each, where the stream has them.
absl::StatusOr<std::vector<Context>> ReadAllContexts(
    const Genome& genome, ContextStream& stream,
    std::vector<std::string>* labels = nullptr);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTEXT_READ_CONTEXTS_H_
