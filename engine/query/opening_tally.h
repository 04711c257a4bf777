// How often each domain opened in a corpus of contexts, and what that says of
// contexts like these: sums, so that memory does not grow with the corpus.
#ifndef REGULON_ENGINE_QUERY_OPENING_TALLY_H_
#define REGULON_ENGINE_QUERY_OPENING_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace regulon {

// With 95 % confidence for all `domains` D at once, the largest share of
// contexts that open one which `openings` k of `samples` n independent ones
// did. k = 0: ln(D / 0.05) / n. Else the q > k / n at which
// n KL(k / n, q) = ln(D / 0.05): the bound of Chernoff in the form of Hoeffding
// (1963, theorem 1). Never above 1.
double OpeningBound(int64_t openings, int64_t samples, int64_t domains);

class OpeningTally {
 public:
  static constexpr size_t kMostMarks = size_t{1} << 30;  // groups x domains

  explicit OpeningTally(int domains, size_t most_marks = kMostMarks);

  // A context that is an independent sample; `open` [domains], 0 or 1.
  void Add(absl::Span<const uint8_t> open);
  // One of a group that is one sample as a whole, which opened what any context
  // of it did. A context of the group "" belongs to none. ResourceExhausted for
  // too many groups.
  absl::Status AddOfGroup(absl::string_view group,
                          absl::Span<const uint8_t> open);
  // What was counted elsewhere: by domain, how many of those contexts and
  // samples opened it.
  void AddCounts(int64_t contexts, int64_t samples,
                 absl::Span<const int64_t> openings,
                 absl::Span<const int64_t> sample_openings);

  int domains() const { return static_cast<int>(openings_.size()); }
  int64_t contexts() const { return contexts_; }
  int64_t samples() const { return samples_; }
  int64_t without_group() const { return without_group_; }
  // By domain: how many contexts, and how many samples, opened it.
  int64_t openings(int domain) const { return openings_[domain]; }
  int64_t sample_openings(int domain) const { return sample_openings_[domain]; }
  double share(int domain) const {
    return static_cast<double>(openings_[domain]) /
           static_cast<double>(contexts_);
  }

 private:
  void Count(absl::Span<const uint8_t> open);

  const size_t most_marks_;
  int64_t contexts_ = 0, samples_ = 0, without_group_ = 0;
  std::vector<int64_t> openings_, sample_openings_;
  absl::flat_hash_map<std::string, std::vector<bool>> groups_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_OPENING_TALLY_H_
