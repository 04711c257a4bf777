#include <fcntl.h>

#include <cmath>

#include "engine/context/context_stream.h"
#include "engine/context/read_contexts.h"
#include "engine/status.h"
#include "tests/fuzz/context_fuzz.h"
#include "tests/fuzz/memory_file.h"

namespace regulon {
namespace {

// In batches of `batch`.
absl::StatusOr<ContextTable> ReadRows(const MemoryFile& file, size_t batch) {
  const Genome& genome = GenomeForContexts();
  ASSIGN_OR_RETURN(
      LineReader lines,
      LineReader::FromDescriptor(open(file.path().c_str(), O_RDONLY), "text"));
  ASSIGN_OR_RETURN(
      ContextStream stream,
      ContextStream::Create(genome, std::move(lines), /*label=*/"group"));
  std::vector<Context> contexts(batch, Context(genome, ""));
  ContextTable table;
  for (;;) {
    ASSIGN_OR_RETURN(const int count, stream.Next(absl::MakeSpan(contexts)));
    Require(stream.labels().size() ==
                static_cast<size_t>(stream.has_labels() ? count : 0),
            "a label per context");
    if (count == 0) return table;
    table.contexts.insert(table.contexts.end(), contexts.begin(),
                          contexts.begin() + count);
  }
}

void RequireSame(const absl::StatusOr<ContextTable>& a,
                 const absl::StatusOr<ContextTable>& b) {
  Require(a.status() == b.status(), "batches do not change the status");
  if (!a.ok()) return;
  Require(a->contexts.size() == b->contexts.size(), "nor how many there are");
  for (size_t i = 0; i < a->contexts.size(); ++i) {
    const Context &one = a->contexts[i], &other = b->contexts[i];
    bool same = one.name() == other.name();
    for (size_t t = 0; t < one.levels().size(); ++t) {
      const double x = one.levels()[t], y = other.levels()[t];
      same &= x == y || (std::isnan(x) && std::isnan(y));
    }
    Require(same, "nor what they are");
  }
}

}  // namespace
}  // namespace regulon

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const regulon::MemoryFile file(
      absl::string_view(reinterpret_cast<const char*>(data), size));
  const auto table = regulon::ReadRows(file, 1);
  regulon::RequireUsable(table);
  regulon::RequireSame(table, regulon::ReadRows(file, 3));
  return 0;
}
