// What formats of graphs share. Private to this folder.
#ifndef REGULON_ENGINE_CLI_OUTPUT_GRAPH_TEXT_H_
#define REGULON_ENGINE_CLI_OUTPUT_GRAPH_TEXT_H_

#include <string>

#include "engine/cli/output/graph_writer.h"

namespace regulon {

const char* NameOf(NodeKind kind);  // "regulator"

// UTF-8 of characters that XML has, line ends and tabs among them: U+FFFD
// stands for any other.
std::string PrintableText(const std::string& text);

// A number that reads back, a text as it is, 0 or 1, or "" of nothing.
std::string ValueText(const Value& value);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_GRAPH_TEXT_H_
