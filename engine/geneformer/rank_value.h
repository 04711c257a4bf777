// A cell as the tokens of its genes, those that it expresses most for their
// kind first: the rank-value encoding of Geneformer (Theodoris et al. 2023,
// Nature 618:616).
//
//   value_g = counts_g / total * 10,000 / median_g
//
// where `total` is the cell's over all genes of its file, also those that are
// no token, and `median_g` the median of the gene over cells that express it.
// Genes of value 0 are left out; of equal values the lower token id comes
// first, where the published tokenizer's order is that of its sorting
// algorithm. Values are compared as counts_g / median_g, which is rounded once.
#ifndef REGULON_ENGINE_GENEFORMER_RANK_VALUE_H_
#define REGULON_ENGINE_GENEFORMER_RANK_VALUE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/expression/expression.h"
#include "engine/geneformer/token_dictionary.h"

namespace regulon {

inline constexpr double kTargetSum = 10000;

struct EncodingOptions {
  int64_t positions = 0;  // the most tokens of a cell; at least 3
  // <cls> before the genes and <eos> after them, if the dictionary has both.
  bool special = true;
};

// What the model reads of a cell.
struct CellTokens {
  std::vector<int32_t> tokens;
  int64_t first_gene = 0;  // of tokens: 1 after <cls>
  int64_t genes = 0;       // tokens[first_gene], ..., without <eos>
};

struct EncodedCell : CellTokens {
  std::vector<double> values;  // [genes]
  double total = 0;            // counts of all genes
  int64_t expressed = 0;       // genes that are tokens with a median
  int64_t not_encoded = 0;     // expressed genes that are not
  double not_encoded_counts = 0;
};

class RankValueEncoder {
 public:
  // For the genes of `expression`, of which several may be versions of one:
  // their counts are added. InvalidArgument where a value is no whole number,
  // where the unit is not counts, where no gene is in the dictionary and for
  // fewer than 3 positions.
  static absl::StatusOr<RankValueEncoder> Create(
      const TokenDictionary& dictionary, const GeneMedians& medians,
      const Expression& expression, const EncodingOptions& options);

  // `counts` [genes of the expression]. A cell that expresses none of the
  // dictionary's genes has none. Any thread may call.
  EncodedCell Encode(absl::Span<const float> counts) const;

  // Of the expression's genes.
  int64_t genes_not_encoded() const;

 private:
  RankValueEncoder() = default;

  EncodingOptions options_;
  int32_t cls_ = TokenDictionary::kNoToken, eos_ = TokenDictionary::kNoToken;
  std::vector<int32_t> token_of_gene_;  // kNoToken: not encoded
  std::vector<double> median_of_token_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_GENEFORMER_RANK_VALUE_H_
