// JSON texts, as protobuf reads them.
#ifndef REGULON_ENGINE_JSON_OBJECT_H_
#define REGULON_ENGINE_JSON_OBJECT_H_

#include <google/protobuf/struct.pb.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regulon {

// An object of any members, whose names are unique. InvalidArgument that begins
// with `name`, what messages call the text, and where there is a place in it,
// NAME:LINE:COLUMN.
absl::StatusOr<google::protobuf::Struct> ReadJsonObject(absl::string_view text,
                                                        absl::string_view name);

// What protobuf's reader says of `text`, to follow its name in one line:
// ":LINE:COLUMN: JSON: WHAT" or ": JSON WHAT".
std::string ExplainJson(absl::string_view message, absl::string_view text);

}  // namespace regulon

#endif  // REGULON_ENGINE_JSON_OBJECT_H_
