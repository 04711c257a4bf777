#include "engine/context/chromatin.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/genome/vocabulary.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
constexpr double kMost = 1e6;  // of what contexts take
constexpr size_t kScoreOfBed = 4, kScoreOfBedpe = 7;

std::string Count(int64_t count, absl::string_view what) {
  return absl::StrCat(count, " ", what, count == 1 ? "" : "s");
}

// Columns beyond the coordinates may be a dot, which says nothing.
bool HasCell(const IntervalLine& line, size_t cell) {
  return cell < line.cells().size() && !line.cells()[cell].empty() &&
         line.cells()[cell] != ".";
}

// Both ends within what 64 bits hold.
Interval PlaceOf(const proto::Element& element) {
  const int64_t half = element.width() / 2;
  const int64_t rest = element.width() - half;
  constexpr int64_t kEnd = std::numeric_limits<int64_t>::max();
  return {element.contig(), element.center0() - half,
          element.center0() > kEnd - rest ? kEnd : element.center0() + rest};
}

void Raise(float value, float& largest) {
  if (!(value <= largest)) largest = value;
}

// Intervals of one file, as they go by.
struct Tally {
  int64_t intervals = 0, over_none = 0;
  bool shares_contig = false;
  std::string first_contig;

  void Add(absl::string_view contig, bool shared, bool found) {
    ++intervals;
    over_none += !found;
    shares_contig |= shared;
    if (first_contig.empty()) first_contig = std::string(contig);
  }
  std::string Text() const {
    return absl::StrCat(
        Count(intervals, "interval"),
        over_none == 0 ? "" : absl::StrCat(", ", over_none, " of no use"));
  }
};

// InvalidArgument where no interval is on a sequence of the genome.
template <typename ByContig>
absl::Status CheckShared(const Tally& tally, const ByContig& of_genome,
                         absl::string_view path) {
  if (tally.intervals == 0 || tally.shares_contig) return absl::OkStatus();
  absl::string_view a_name = of_genome.begin()->first;
  for (const auto& [name, unused] : of_genome) a_name = std::min(a_name, name);
  return absl::InvalidArgumentError(absl::StrCat(
      path, ": none of its sequences is one of the genome's: the file has '",
      tally.first_contig, "', the genome '", a_name,
      "'; name them as the genome does"));
}

std::string OfAssembly(const Genome& genome) {
  const std::string& assembly = genome.manifest().assembly();
  return assembly.empty()
             ? ""
             : absl::StrCat("; taken as of ", assembly,
                            ", the genome's assembly, which the file does not "
                            "state");
}

}  // namespace

Chromatin::Chromatin(const Genome& genome) : genome_(genome) {
  const proto::Manifest& m = genome.manifest();
  for (int e = 0; e < m.elements_size(); ++e) {
    const proto::Element& element = m.elements(e);
    if (element.kind() != proto::Element::MWC) continue;
    ++mwc_elements_;
    if (element.contig().empty()) {
      ++without_place_;
      continue;
    }
    const Interval place = PlaceOf(element);
    elements_[element.contig()].Add(place.start0, place.end0, e);
  }
  for (auto& [contig, index] : elements_) index.Build();
}

absl::StatusOr<std::vector<float>> Chromatin::Cover(
    LineReader& lines, absl::string_view what,
    absl::FunctionRef<absl::StatusOr<double>(const IntervalLine&)> value_of) {
  if (elements_.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        lines.path(), ": the genome has no mwc element with coordinates to ",
        "compare intervals with"));
  }
  std::vector<float> largest(genome_.manifest().elements_size(), kNone);
  Tally tally;
  int covered = 0;
  RETURN_IF_ERROR(
      ForEachInterval(lines, [&](const IntervalLine& line) -> absl::Status {
        ASSIGN_OR_RETURN(const Interval interval, line.IntervalAt(0));
        ASSIGN_OR_RETURN(const double value, value_of(line));
        const auto index = elements_.find(interval.contig);
        bool found = false;
        if (index != elements_.end()) {
          index->second.ForEachOver(
              interval.start0, interval.end0, [&](int element) {
                found = true;
                covered += std::isnan(largest[element]);
                Raise(static_cast<float>(value), largest[element]);
              });
        }
        tally.Add(interval.contig, index != elements_.end(), found);
        return absl::OkStatus();
      }));
  RETURN_IF_ERROR(CheckShared(tally, elements_, lines.path()));
  notes_.push_back(absl::StrCat(
      lines.path(), ": ", tally.Text(), "; ", what, " of ", covered, " of ",
      Count(mwc_elements_, "mwc element"),
      without_place_ == 0
          ? ""
          : absl::StrCat(", ", without_place_, " of them without coordinates"),
      OfAssembly(genome_)));
  return largest;
}

absl::Status Chromatin::ReadAccessibility(LineReader lines) {
  ASSIGN_OR_RETURN(
      accessibility_,
      Cover(lines, "accessibility",
            [](const IntervalLine& line) -> absl::StatusOr<double> {
              if (!HasCell(line, kScoreOfBed)) {
                return line.Error(kScoreOfBed,
                                  "an accessibility is missing; give one in "
                                  "nats in column 5, or read the file as a "
                                  "mark");
              }
              return line.NumberAt(kScoreOfBed, "an accessibility", -kMost,
                                   kMost);
            }));
  return absl::OkStatus();
}

absl::Status Chromatin::ReadMark(absl::string_view mark, LineReader lines) {
  std::vector<std::string> names;
  int number = -1;
  for (int m = 0; m < genome_.manifest().marks_size(); ++m) {
    names.push_back(genome_.manifest().marks(m).id());
    if (names.back() == mark) number = m;
  }
  if (number < 0) {
    return absl::NotFoundError(absl::StrCat("no mark is called '", mark, "'",
                                            names.empty()
                                                ? "; this genome declares none"
                                                : DidYouMean(mark, names)));
  }
  ASSIGN_OR_RETURN(
      std::vector<float> signals,
      Cover(lines, absl::StrCat("signals of ", mark),
            [](const IntervalLine& line) -> absl::StatusOr<double> {
              if (!HasCell(line, kScoreOfBed)) return 1;
              return line.NumberAt(kScoreOfBed, "a signal", 0, kMost);
            }));
  for (float& signal : signals) {
    if (std::isnan(signal)) signal = 0;
  }
  marks_.emplace_back(number, std::move(signals));
  return absl::OkStatus();
}

absl::Status Chromatin::ListPairs() {
  const proto::Manifest& m = genome_.manifest();
  pairs_.clear();
  starts_.clear();
  pairs_without_place_ = 0;
  for (int d = 0; d < m.domains_size(); ++d) {
    const auto genes = genome_.GenesOf(d);
    const auto of = [this, d](const char* name) {
      return genome_.U32(genome_.Find(name, 0, d));
    };
    const auto gene = of(tensors::kContactGene);
    const auto first = of(tensors::kContactFirst);
    const auto element = of(tensors::kContactElement);
    if (gene.empty()) continue;
    RETURN_IF_ERROR(
        CheckFirst(first, gene.size(), element.size(), tensors::kContactFirst));
    RETURN_IF_ERROR(CheckIndices(gene, genes.size(), tensors::kContactGene));
    RETURN_IF_ERROR(
        CheckIndices(element, m.elements_size(), tensors::kContactElement));
    for (size_t i = 0; i < gene.size(); ++i) {
      for (uint32_t e = first[i]; e < first[i + 1]; ++e) {
        const Pair pair{static_cast<int>(genes[gene[i]]),
                        static_cast<int>(element[e])};
        if (m.genes(pair.gene).contig().empty() ||
            m.elements(pair.element).contig().empty()) {
          ++pairs_without_place_;
        } else {
          pairs_.push_back(pair);
        }
      }
    }
  }
  std::sort(pairs_.begin(), pairs_.end(), [](const Pair& a, const Pair& b) {
    return std::tie(a.gene, a.element) < std::tie(b.gene, b.element);
  });
  for (size_t i = 0; i < pairs_.size();) {
    const proto::Gene& gene = m.genes(pairs_[i].gene);
    const size_t first = i;
    while (i < pairs_.size() && pairs_[i].gene == pairs_[first].gene) ++i;
    starts_[gene.contig()].push_back(
        {gene.tss0(), static_cast<int>(first), static_cast<int>(i)});
  }
  for (auto& [contig, starts] : starts_) {
    std::sort(starts.begin(), starts.end(), [](const Start& a, const Start& b) {
      return std::tie(a.tss0, a.first) < std::tie(b.tss0, b.first);
    });
  }
  return absl::OkStatus();
}

bool Chromatin::Join(const Interval& over, const Interval& holds, float contact,
                     std::vector<float>& contacts) const {
  const auto starts = starts_.find(holds.contig);
  if (starts == starts_.end()) return false;
  bool found = false;
  const auto begin = std::lower_bound(
      starts->second.begin(), starts->second.end(), holds.start0,
      [](const Start& start, int64_t place) { return start.tss0 < place; });
  for (auto start = begin;
       start != starts->second.end() && start->tss0 < holds.end0; ++start) {
    for (int i = start->first; i < start->last; ++i) {
      const Interval element =
          PlaceOf(genome_.manifest().elements(pairs_[i].element));
      if (element.contig == over.contig && element.start0 < over.end0 &&
          element.end0 > over.start0) {
        found = true;
        Raise(contact, contacts[i]);
      }
    }
  }
  return found;
}

absl::Status Chromatin::ReadContacts(LineReader lines) {
  RETURN_IF_ERROR(ListPairs());
  if (pairs_.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        lines.path(), ": the genome stores no contact of an element with a ",
        "gene, both with coordinates, that the file could replace"));
  }
  std::vector<float> contacts(pairs_.size(), kNone);
  Tally tally;
  RETURN_IF_ERROR(
      ForEachInterval(lines, [&](const IntervalLine& line) -> absl::Status {
        if (line.cells().size() <= kScoreOfBedpe) {
          return line.Error(line.cells().size(), "a line of BEDPE has ",
                            "chrom1 start1 end1 chrom2 start2 end2 name score, "
                            "8 columns, and this one ends after ",
                            line.cells().size());
        }
        ASSIGN_OR_RETURN(const double score,
                         line.NumberAt(kScoreOfBedpe, "a contact", 0, kMost));
        // An anchor that is not known.
        if (line.cells()[0] == "." || line.cells()[3] == ".") {
          tally.Add(line.cells()[line.cells()[0] == "." ? 3 : 0], false, false);
          return absl::OkStatus();
        }
        ASSIGN_OR_RETURN(const Interval one, line.IntervalAt(0));
        ASSIGN_OR_RETURN(const Interval other, line.IntervalAt(3));
        const auto contact = static_cast<float>(score);
        const bool there = Join(one, other, contact, contacts);
        const bool back = Join(other, one, contact, contacts);
        tally.Add(
            one.contig,
            starts_.contains(one.contig) || starts_.contains(other.contig),
            there || back);
        return absl::OkStatus();
      }));
  RETURN_IF_ERROR(CheckShared(tally, starts_, lines.path()));
  for (size_t i = 0; i < contacts.size(); ++i) {
    if (std::isnan(contacts[i])) continue;
    contacts_.push_back({pairs_[i].gene, pairs_[i].element, contacts[i]});
  }
  notes_.push_back(absl::StrCat(
      lines.path(), ": ", tally.Text(), "; ", contacts_.size(), " of ",
      Count(static_cast<int64_t>(pairs_.size()) + pairs_without_place_,
            "stored contact"),
      pairs_without_place_ == 0 ? ""
                                : absl::StrCat(", ", pairs_without_place_,
                                               " of them without coordinates"),
      OfAssembly(genome_)));
  return absl::OkStatus();
}

void Chromatin::SetIn(Context& context) const {
  if (!accessibility_.empty()) context.SetAccessibilities(accessibility_);
  for (const auto& [mark, signals] : marks_) context.SetSignals(mark, signals);
  context.SetContacts(contacts_);
}

}  // namespace regulon
