// The domains that any context of a batch opened, each with those contexts and
// the weights that they give it. Its memory grows with what is open.
#ifndef REGULON_ENGINE_TRANSCRIPTION_READERS_H_
#define REGULON_ENGINE_TRANSCRIPTION_READERS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace regulon {

class Readers {
 public:
  void Clear() {
    domains_.clear();
    contexts_.clear();
    weights_.clear();
    first_.assign(1, 0);
  }
  // Domains come in any order, each with all of its contexts at once.
  void AddContext(int context, float weight) {
    contexts_.push_back(context);
    weights_.push_back(weight);
  }
  // Ends the contexts of a domain; one without any is left out.
  bool EndDomain(int domain) {
    const auto end = static_cast<int64_t>(contexts_.size());
    if (end == first_.back()) return false;
    domains_.push_back(domain);
    first_.push_back(end);
    return true;
  }

  int size() const { return static_cast<int>(domains_.size()); }
  absl::Span<const int> domains() const { return domains_; }
  int domain(int i) const { return domains_[i]; }
  absl::Span<const int> contexts(int i) const {
    return absl::MakeSpan(contexts_).subspan(first_[i], rows(i));
  }
  absl::Span<const float> weights(int i) const {
    return absl::MakeSpan(weights_).subspan(first_[i], rows(i));
  }
  // Of the contexts of all domains, in a row.
  int64_t first(int i) const { return first_[i]; }
  int64_t all() const { return first_.back(); }

 private:
  int64_t rows(int i) const { return first_[i + 1] - first_[i]; }

  std::vector<int> domains_, contexts_;
  std::vector<float> weights_;
  std::vector<int64_t> first_ = {0};
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSCRIPTION_READERS_H_
