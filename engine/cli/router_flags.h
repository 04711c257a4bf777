// The flags that say what the router of every query does otherwise.
#ifndef REGULON_ENGINE_CLI_ROUTER_FLAGS_H_
#define REGULON_ENGINE_CLI_ROUTER_FLAGS_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"

namespace regulon {

struct RouterFlags {
  int64_t top_k = 0;                         // 0: as the genome says
  std::vector<std::string> require, forbid;  // ids of domains

  bool empty() const { return top_k == 0 && require.empty() && forbid.empty(); }
  // Each as it was given: "--top-k 2", "--require SYND0001".
  std::vector<std::string> Asked() const;
};

void AddRouterFlags(CLI::App& verb, RouterFlags& flags);

// InvalidArgument that names the flag and, where a domain is not known, where
// to see all.
absl::Status CheckRouter(const RouterFlags& flags, const Genome& genome);

absl::Status SetRouter(const RouterFlags& flags, Context& context);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_ROUTER_FLAGS_H_
