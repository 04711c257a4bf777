// The formats of TableWriter, each a .cc of its own. Private to this folder.
#ifndef REGULON_ENGINE_CLI_OUTPUT_FORMATS_H_
#define REGULON_ENGINE_CLI_OUTPUT_FORMATS_H_

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "engine/cli/output/table_writer.h"

namespace regulon {

using FormatFactory = std::unique_ptr<TableWriter>(
    std::vector<std::string> columns, std::FILE* out);

FormatFactory MakeTableFormat;
FormatFactory MakeTsvFormat;
FormatFactory MakeJsonFormat;

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_FORMATS_H_
