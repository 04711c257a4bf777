// JSON of any form, read by protobuf.
//
//   ASSIGN_OR_RETURN(const google::protobuf::Struct object,
//                    ParseJsonObject(text, "config.json"));
//
// Names given twice, text that is not UTF-8 and nesting beyond what protobuf
// takes are errors. Numbers come as double: a whole number is what was written
// where it is below 2^53 in magnitude. Trailing commas and unquoted names are
// let through.
#ifndef REGULON_ENGINE_JSON_H_
#define REGULON_ENGINE_JSON_H_

#include <google/protobuf/struct.pb.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regulon {

// InvalidArgument "NAME:LINE:COLUMN: JSON: WHAT".
absl::StatusOr<google::protobuf::Struct> ParseJsonObject(
    absl::string_view text, absl::string_view name);

// A message of protobuf's JSON parser about `text`, as it goes behind a file's
// name: ":LINE:COLUMN: JSON: WHAT", or ": JSON at FIELD: WHAT".
std::string ExplainJson(absl::string_view message, absl::string_view text);

}  // namespace regulon

#endif  // REGULON_ENGINE_JSON_H_
