// Chromatin that was measured, as files of intervals bring it to contexts.
//
//   Chromatin chromatin(genome);
//   ASSIGN_OR_RETURN(LineReader peaks, LineReader::Open("peaks.bed.gz"));
//   RETURN_IF_ERROR(chromatin.ReadMark("H3K27ac", std::move(peaks)));
//   chromatin.SetIn(context);  // of that genome; of any number of them
//
// An element lies at [center0 - width / 2, center0 + width / 2); names of
// sequences must be those of the genome, letter by letter. Of several intervals
// that overlap an element, the largest value holds.
#ifndef REGULON_ENGINE_CONTEXT_CHROMATIN_H_
#define REGULON_ENGINE_CONTEXT_CHROMATIN_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/context/context.h"
#include "engine/context/interval_index.h"
#include "engine/context/intervals.h"
#include "engine/genome/genome.h"
#include "engine/line_reader.h"

namespace regulon {

// The genome must outlive it. Each Read may add a line to notes(). Errors:
// InvalidArgument with PATH:LINE:COLUMN, or where the file names no sequence of
// the genome; FailedPrecondition for a genome without places to compare with;
// DataLoss for a damaged gzip file.
class Chromatin {
 public:
  explicit Chromatin(const Genome& genome);

  // BED. Column 5 is the accessibility in nats of the mwc elements that the
  // interval overlaps; the others keep theirs.
  absl::Status ReadAccessibility(LineReader lines);
  // BED. Column 5, or 1 where there is none, is the signal of the mark at the
  // mwc elements that the interval overlaps; 0 at all others.
  absl::Status ReadMark(absl::string_view mark, LineReader lines);
  // BEDPE. Where one anchor overlaps an element and the other holds the
  // transcription start of a gene that stores a contact with it, column 8 is
  // the contact, on the scale of contacts.h.
  absl::Status ReadContacts(LineReader lines);

  // A line per file: what of it was used, and what was not.
  const std::vector<std::string>& notes() const { return notes_; }
  bool empty() const {
    return accessibility_.empty() && marks_.empty() && contacts_.empty();
  }

  void SetIn(Context& context) const;

 private:
  // Contacts that the genome stores.
  struct Pair {
    int gene, element;
  };
  // A gene that has some: pairs_[first] .. pairs_[last - 1].
  struct Start {
    int64_t tss0;
    int first, last;
  };

  // The largest value over each mwc element, NaN over none: [elements].
  absl::StatusOr<std::vector<float>> Cover(
      LineReader& lines, absl::string_view what,
      absl::FunctionRef<absl::StatusOr<double>(const IntervalLine&)> value_of);
  absl::Status ListPairs();
  // The pairs with the element over one anchor and the gene's start in the
  // other get the contact, unless they have a larger one; false for none.
  bool Join(const Interval& over, const Interval& holds, float contact,
            std::vector<float>& contacts) const;

  const Genome& genome_;
  absl::flat_hash_map<absl::string_view, IntervalIndex> elements_;  // mwc
  int mwc_elements_ = 0, without_place_ = 0;
  absl::flat_hash_map<absl::string_view, std::vector<Start>> starts_;
  std::vector<Pair> pairs_;  // by gene, then element
  int pairs_without_place_ = 0;

  std::vector<float> accessibility_;                       // empty: not read
  std::vector<std::pair<int, std::vector<float>>> marks_;  // by number
  std::vector<ContactEdits::Given> contacts_;
  std::vector<std::string> notes_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTEXT_CHROMATIN_H_
