// The domains that any context of a slice opened, each with those contexts.
#ifndef REGULON_ENGINE_CELL_READERS_H_
#define REGULON_ENGINE_CELL_READERS_H_

#include <vector>

#include "absl/types/span.h"
#include "engine/dense/matmul.h"

namespace regulon {

class Readers {
 public:
  // Memory for a slice of contexts that open all `domains`.
  void Plan(int64_t domains) {
    domains_.reserve(domains);
    first_.reserve(domains + 1);
    contexts_.reserve(MatMul::kMostRows * domains);
    Clear();
  }
  void Clear() {
    domains_.clear();
    contexts_.clear();
    first_.assign(1, 0);
  }
  // Domains come in any order, each with all of its contexts at once.
  void AddContext(int context) { contexts_.push_back(context); }
  // Ends the contexts of a domain; one without any is left out.
  bool EndDomain(int domain) {
    const int end = static_cast<int>(contexts_.size());
    if (end == first_.back()) return false;
    domains_.push_back(domain);
    first_.push_back(end);
    return true;
  }

  int size() const { return static_cast<int>(domains_.size()); }
  int domain(int i) const { return domains_[i]; }
  absl::Span<const int> contexts(int i) const {
    return absl::MakeSpan(contexts_).subspan(first_[i],
                                             first_[i + 1] - first_[i]);
  }

 private:
  std::vector<int> domains_, contexts_, first_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_READERS_H_
