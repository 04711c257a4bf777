// What `inspect` shows of a genome that reads tokens.
#ifndef REGULON_ENGINE_CLI_INSPECT_TOKENS_H_
#define REGULON_ENGINE_CLI_INSPECT_TOKENS_H_

#include <string>
#include <utility>
#include <vector>

#include "engine/cli/output/table_writer.h"
#include "proto/genome.pb.h"

namespace regulon {

using PropertyRows = std::vector<std::pair<std::string, Value>>;

// Of its blocks, in place of regulators and genes.
PropertyRows ShapeOf(const proto::Manifest& manifest);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_INSPECT_TOKENS_H_
