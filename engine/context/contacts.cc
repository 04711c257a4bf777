#include "engine/context/contacts.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <tuple>

namespace regulon {
namespace {

bool IsBefore(const ContactEdits::Given& a, const ContactEdits::Given& b) {
  return std::tie(a.gene, a.element) < std::tie(b.gene, b.element);
}

}  // namespace

double ContactAt(int64_t distance_bp) {
  const double bounded = std::max<double>(std::abs(distance_bp), 5000);
  return std::exp(5.9594510043736655 -
                  1.024238616787792 * std::log(bounded + 1));
}

bool LiesBetween(int64_t boundary, int64_t a, int64_t b) {
  return boundary >= std::min(a, b) && boundary < std::max(a, b);
}

void ContactEdits::Give(const Given& contact) {
  if (given.empty() || IsBefore(given.back(), contact)) {
    given.push_back(contact);
    return;
  }
  const auto at =
      std::lower_bound(given.begin(), given.end(), contact, IsBefore);
  if (IsBefore(contact, *at)) {
    given.insert(at, contact);
  } else {
    *at = contact;
  }
}

void ContactEdits::Cut(int boundary) {
  const auto at = std::lower_bound(cuts.begin(), cuts.end(), boundary);
  if (at == cuts.end() || *at != boundary) cuts.insert(at, boundary);
}

bool ContactEdits::operator==(const ContactEdits& other) const {
  const auto same_given = [](const Given& a, const Given& b) {
    return std::tie(a.gene, a.element) == std::tie(b.gene, b.element) &&
           std::memcmp(&a.contact, &b.contact, sizeof(float)) == 0;
  };
  const auto same_move = [](const Move& a, const Move& b) {
    return std::tie(a.element, a.contig, a.center0) ==
           std::tie(b.element, b.contig, b.center0);
  };
  return std::equal(given.begin(), given.end(), other.given.begin(),
                    other.given.end(), same_given) &&
         std::equal(moves.begin(), moves.end(), other.moves.begin(),
                    other.moves.end(), same_move) &&
         cuts == other.cuts;
}

Loci::Loci(const proto::Manifest& manifest, absl::Span<const float> insulation)
    : manifest_(manifest), insulation_(insulation) {}

float Loci::Contact(int gene, int element, float stored,
                    const ContactEdits& edits) const {
  const ContactEdits::Given pair{gene, element, 0};
  const auto given =
      std::lower_bound(edits.given.begin(), edits.given.end(), pair, IsBefore);
  if (given != edits.given.end() && !IsBefore(pair, *given)) {
    stored = given->contact;
  }
  const proto::Gene& target = manifest_.genes(gene);
  if (target.contig().empty()) return stored;
  for (auto move = edits.moves.rbegin(); move != edits.moves.rend(); ++move) {
    if (move->element != element) continue;
    if (move->contig != target.contig()) return 0;
    double contact = ContactAt(move->center0 - target.tss0());
    for (size_t b = 0; b < insulation_.size(); ++b) {
      const proto::Boundary& boundary = manifest_.boundaries(b);
      if (boundary.contig() == move->contig &&
          LiesBetween(boundary.position0(), move->center0, target.tss0()) &&
          !std::binary_search(edits.cuts.begin(), edits.cuts.end(),
                              static_cast<int>(b))) {
        contact *= insulation_[b];
      }
    }
    return static_cast<float>(contact);
  }
  const proto::Element& from = manifest_.elements(element);
  if (from.contig() != target.contig()) return stored;
  double contact = stored;
  for (const int b : edits.cuts) {
    const proto::Boundary& boundary = manifest_.boundaries(b);
    if (boundary.contig() == from.contig() &&
        LiesBetween(boundary.position0(), from.center0(), target.tss0())) {
      contact /= insulation_[b];
    }
  }
  return static_cast<float>(contact);
}

}  // namespace regulon
