#include "engine/expression/ensembl_id.h"

#include <cctype>

#include "absl/strings/match.h"

namespace regulon {

std::string WithoutVersion(const std::string& id) {
  const size_t dot = id.rfind('.');
  if (dot == std::string::npos || dot + 1 == id.size() ||
      !absl::StartsWith(id, "ENS")) {
    return id;
  }
  for (size_t i = dot + 1; i < id.size(); ++i) {
    if (!std::isdigit(static_cast<unsigned char>(id[i]))) return id;
  }
  return id.substr(0, dot);
}

}  // namespace regulon
