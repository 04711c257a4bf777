// What readers take and give.
#ifndef REGULON_ENGINE_CONVERT_SOURCE_H_
#define REGULON_ENGINE_CONVERT_SOURCE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/spec.pb.h"

namespace regulon {

struct SourceText {
  std::string path;  // what messages call it
  std::string text;
};

// A model from elsewhere. Errors of readers begin with "path:line:column: ",
// counted in bytes from 1, or with "path: " where the whole is meant.
struct Imported {
  proto::GenomeSpec spec;
  std::vector<std::string> notes;  // a line each: what was ignored or assumed
  std::string comments;            // kept in the genome's provenance
};

// With single spaces for all blanks and line breaks.
std::string OneLine(absl::string_view text);

// "A, B, C and 4 more": what notes list.
std::string Listed(const std::vector<std::string>& things);

// As notes show a name: cut to some 60 bytes, and in single quotes where it
// could be taken for several.
std::string ShortName(absl::string_view name);
std::string ListedNames(const std::vector<std::string>& names);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_SOURCE_H_
