// From a name that people use to the index of a thing.
#ifndef REGULON_ENGINE_GENOME_VOCABULARY_H_
#define REGULON_ENGINE_GENOME_VOCABULARY_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace regulon {

// Ids are unique; symbols and aliases may be shared, and then only an id tells
// things apart.
class Vocabulary {
 public:
  // `kind` is what messages call a thing: "regulator".
  explicit Vocabulary(std::string kind) : kind_(std::move(kind)) {}

  // Room for so many ids.
  void Reserve(int ids) { ids_.reserve(ids); }
  // AlreadyExists if the id is taken.
  absl::Status AddId(absl::string_view id, int index);
  // A symbol or alias of the thing with that index; an id of the same name
  // wins.
  void AddAlias(absl::string_view alias, int index);

  // NotFound with a suggestion; FailedPrecondition for an ambiguous alias, with
  // the candidates' ids.
  absl::StatusOr<int> Find(absl::string_view name) const;
  // Whether Find would find something, be it ambiguous; without the search for
  // a suggestion, which looks at every name.
  bool Knows(absl::string_view name) const {
    return ids_.contains(name) || aliases_.contains(name);
  }
  // By id alone; -1 if there is none.
  int FindId(absl::string_view id) const;

 private:
  std::string kind_;
  absl::flat_hash_map<std::string, int> ids_;
  absl::flat_hash_map<std::string, std::vector<int>> aliases_;
};

// "; did you mean 'GATA1'?" where a known name is close, else "".
std::string DidYouMean(absl::string_view name,
                       absl::Span<const std::string> known);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_VOCABULARY_H_
