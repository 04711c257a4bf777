// The network that one reading uses: regulator -> gene wherever the regulator
// is present and binds an element of the gene that is on (g >= 1/2), or is an
// input of the expert of the gene's domain, and that domain is open. The shared
// path, which every reading uses, is left out.
#ifndef REGULON_ENGINE_QUERY_USED_NETWORK_H_
#define REGULON_ENGINE_QUERY_USED_NETWORK_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/genome/genome.h"

namespace regulon {

struct UsedNetwork {
  // Ascending: regulator << 32 | gene, through elements, and regulator << 32 |
  // domain for all genes of that domain, through its expert.
  std::vector<uint64_t> through_elements, through_experts;
};

// What binds what, read from the genome once.
class Wiring {
 public:
  // The genome must outlive it. DataLoss where index tables are damaged.
  static absl::StatusOr<Wiring> Create(const Genome& genome);

  // activity [regulators] and element [elements] as in StageTrace; open
  // [domains].
  UsedNetwork Used(absl::Span<const double> activity,
                   absl::Span<const double> element,
                   absl::Span<const uint8_t> open) const;

  // One for each regulator and gene, and way: elements or expert.
  int64_t Edges(const UsedNetwork& network) const;

  // Edges of both over edges of either, 0..1; 1 where neither has any.
  double Jaccard(const UsedNetwork& a, const UsedNetwork& b) const;

 private:
  explicit Wiring(const Genome& genome) : genome_(&genome) {}
  absl::Status ReadElements();
  absl::Status ReadLinear(size_t linear);
  absl::Status ReadThresholds();
  absl::Status ReadExpert(int domain);
  int64_t GenesAt(uint64_t edge) const;  // of the domain of an expert's edge

  const Genome* genome_;
  size_t linear_ = 0;  // elements, the last ones
  // [elements] what each reads itself; inner ones come before it.
  std::vector<std::vector<uint32_t>> regulators_, inner_;
  std::vector<std::vector<uint32_t>> elements_of_;  // [genes]
  std::vector<absl::Span<const uint32_t>> inputs_;  // [domains] of experts
};

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_USED_NETWORK_H_
