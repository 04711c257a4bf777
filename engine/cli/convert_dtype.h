// What `regulon convert --dtype` does: a genome in, the same in another dtype
// out, and on the standard output what that lost.
#ifndef REGULON_ENGINE_CLI_CONVERT_DTYPE_H_
#define REGULON_ENGINE_CLI_CONVERT_DTYPE_H_

#include <string>

#include "absl/status/status.h"

namespace CLI {
class App;
}

namespace regulon {

struct DTypeFlags {
  std::string dtype, contexts, format;  // empty: not given
};

void AddDTypeFlags(CLI::App& verb, DTypeFlags& flags);

absl::Status ConvertDType(const DTypeFlags& flags, const std::string& genome,
                          const std::string& output);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_CONVERT_DTYPE_H_
