#include "engine/context/read_contexts.h"
#include "tests/fuzz/context_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  regulon::RequireUsable(
      regulon::ReadContextsTsv(regulon::GenomeForContexts(), text, "text"));
  return 0;
}
