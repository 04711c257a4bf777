#include "engine/attractors/digest.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/genome/header.h"

namespace regulon {

std::string Digest(const std::vector<Attractor>& attractors,
                   Updating updating) {
  std::vector<std::string> lines;
  for (const Attractor& attractor : attractors) {
    std::string line = attractor.size.ToString();
    if (updating == Updating::kSynchronous) {
      absl::StrAppend(&line, " ", attractor.basin.value_or(0).ToString());
    }
    line.push_back(' ');
    for (const bool on : attractor.smallest) line.push_back(on ? '1' : '0');
    line.push_back('\n');
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end());
  const auto hash = Sha256(absl::StrJoin(lines, ""));
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(hash.data()), hash.size()));
}

}  // namespace regulon
