// Small tables beside an expression matrix: names of TFs, known edges, groups
// of samples, perturbations. TSV or CSV, gzip or plain, any line ends, quotes
// or none; blank lines and lines that begin with '#' are left out.
//
// Errors are InvalidArgument with PATH:LINE:FIELD, or as of ReadTextTable.
#ifndef REGULON_ENGINE_EXPRESSION_LISTS_H_
#define REGULON_ENGINE_EXPRESSION_LISTS_H_

#include <limits>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace regulon {

// The first column, each name once. A first row that says what the column is
// ("gene", "tf", "x", ...) is no name.
absl::StatusOr<std::vector<std::string>> ReadNames(const std::string& path);

struct NamedEdge {
  std::string regulator, target;
  double weight = 1;  // as given; 1 where the file gives none
  int sign = 0;       // 1 activates, -1 represses, 0 not known
};

// One of two layouts, self-edges included, each edge once:
// - rows of `regulator target [sign|weight]`; with a header (tf or source,
//   target or gene, sign or weight, ...) the columns may stand in any order;
// - a matrix with a header of regulators and a row per target; a 0 says that
//   there is no edge, and is an edge of weight 0 here.
// A sign is known where its column is called so ("sign", "mor", "effect",
// "mode") or where any number of it is negative; words such as "activation" and
// "repression" are signs too. An edge given again with the other sign has none.
absl::StatusOr<std::vector<NamedEdge>> ReadEdges(const std::string& path);

// Columns of texts for samples.
struct SampleTable {
  std::string path;
  std::vector<std::string> samples;             // unique, of the first column
  std::vector<std::string> columns;             // names of the others
  std::vector<std::vector<std::string>> texts;  // [column][sample]

  // The column's text for each of `wanted`, in their order. NotFound names
  // the columns there are, or a sample that the table lacks; rows of other
  // samples are left out.
  absl::StatusOr<std::vector<std::string>> Column(
      const std::string& name, absl::Span<const std::string> wanted) const;
};

// The first row is the header; it may lack its first field.
absl::StatusOr<SampleTable> ReadSampleTable(const std::string& path);

enum class PerturbationKind { kKnockout, kKnockdown, kOverexpression, kSet };

struct Perturbation {
  std::string sample, target;
  PerturbationKind kind = PerturbationKind::kKnockout;
  // The activity of the target, in the matrix's unit; NaN where none is given:
  // a knockout's is then that of absence, the others' are not known.
  double level = std::numeric_limits<double>::quiet_NaN();
};

// Rows of `sample target kind [level]`, kind one of knockout, knockdown,
// overexpression and set; `set` needs a level. A header is optional. A sample
// may have several targets, each once.
absl::StatusOr<std::vector<Perturbation>> ReadPerturbations(
    const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_LISTS_H_
