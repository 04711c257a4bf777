// The formats of GraphWriter, each a .cc of its own. Private to this folder.
#ifndef REGULON_ENGINE_CLI_OUTPUT_GRAPH_FORMATS_H_
#define REGULON_ENGINE_CLI_OUTPUT_GRAPH_FORMATS_H_

#include <cstdio>
#include <memory>

#include "engine/cli/output/graph_writer.h"

namespace regulon {

using GraphFormatFactory = std::unique_ptr<GraphWriter>(GraphSchema schema,
                                                        std::FILE* out);

GraphFormatFactory MakeEdgeTableFormat;
GraphFormatFactory MakeGraphmlFormat;
GraphFormatFactory MakeDotFormat;

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_GRAPH_FORMATS_H_
