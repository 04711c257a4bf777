// Contact of elements with genes: what a genome stores, and what a context
// changes of it.
//
//   C(d) = exp(5.9594510043736655 - 1.024238616787792 ln(max(d, 5000) + 1))
//
// d in bp (Fulco et al. 2019; the constants are those of the ABC model for an
// average Hi-C map). A boundary between multiplies it by its insulation.
#ifndef REGULON_ENGINE_CONTEXT_CONTACTS_H_
#define REGULON_ENGINE_CONTEXT_CONTACTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "engine/genome/genome.h"

namespace regulon {

double ContactAt(int64_t distance_bp);
// Whether a boundary keeps a from b, both ways.
bool LiesBetween(int64_t boundary, int64_t a, int64_t b);

// What a context changes.
struct ContactEdits {
  struct Given {
    int gene, element;
    float contact;
  };
  struct Move {
    int element;
    std::string contig;
    int64_t center0;
  };
  std::vector<Given> given;  // by gene and element, one of a pair
  std::vector<Move> moves;   // the last of an element holds
  std::vector<int> cuts;     // boundaries, ascending, each once

  // In place of what was given of the pair. Quick in ascending order.
  void Give(const Given& contact);
  void Cut(int boundary);

  // Bit by bit.
  bool operator==(const ContactEdits& other) const;
  bool empty() const { return given.empty() && moves.empty() && cuts.empty(); }
  bool reads_insulation() const { return !moves.empty() || !cuts.empty(); }
};

// Where elements, genes and boundaries of a genome lie. Views into it.
class Loci {
 public:
  // insulation: [boundaries].
  Loci(const proto::Manifest& manifest, absl::Span<const float> insulation);

  // In place of the stored contact of a pair: that of the place that the
  // element moved to, by distance and the boundaries that are not cut; or the
  // one given, or else the stored one, each measured across the boundaries that
  // are cut and freed of them.
  float Contact(int gene, int element, float stored,
                const ContactEdits& edits) const;

 private:
  const proto::Manifest& manifest_;
  absl::Span<const float> insulation_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTEXT_CONTACTS_H_
