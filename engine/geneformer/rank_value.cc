#include "engine/geneformer/rank_value.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status CheckCounts(const Expression& expression) {
  if (expression.unit.text != "counts") {
    return absl::InvalidArgumentError(
        absl::StrCat(expression.source,
                     ": rank values are made of counts, not "
                     "of '",
                     expression.unit.text, "'"));
  }
  const auto genes = static_cast<int64_t>(expression.genes.size());
  for (size_t i = 0; i < expression.values.size(); ++i) {
    const float value = expression.values[i];
    if (value == std::floor(value)) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        expression.source, ": gene '", expression.genes[i % genes],
        "' in cell '", expression.samples[i / genes], "' has ", value,
        ", which is no count; give raw counts and neither logarithms nor "
        "normalized values (of AnnData perhaps the layer raw or layers/NAME)"));
  }
  return absl::OkStatus();
}

// One known id, as an example of what the dictionary has.
std::string AnyGene(const TokenDictionary& dictionary) {
  int32_t token = 0;
  while (!dictionary.IsGene(token)) ++token;
  return dictionary.NameOf(token);
}

}  // namespace

absl::StatusOr<RankValueEncoder> RankValueEncoder::Create(
    const TokenDictionary& dictionary, const GeneMedians& medians,
    const Expression& expression, const EncodingOptions& options) {
  if (options.positions < 3) {
    return absl::InvalidArgumentError(
        absl::StrCat("a cell needs 3 tokens or more, not ", options.positions));
  }
  RETURN_IF_ERROR(CheckCounts(expression));
  RankValueEncoder encoder;
  encoder.options_ = options;
  encoder.median_of_token_ = medians.of_token;
  if (options.special && dictionary.cls() != TokenDictionary::kNoToken &&
      dictionary.eos() != TokenDictionary::kNoToken) {
    encoder.cls_ = dictionary.cls();
    encoder.eos_ = dictionary.eos();
  }
  bool any = false;
  for (const std::string& gene : expression.genes) {
    int32_t token = dictionary.TokenOf(gene);
    any |= token != TokenDictionary::kNoToken;
    if (token != TokenDictionary::kNoToken && medians.of_token[token] == 0) {
      token = TokenDictionary::kNoToken;
    }
    encoder.token_of_gene_.push_back(token);
  }
  if (!any) {
    return absl::InvalidArgumentError(absl::StrCat(
        expression.source, ": none of its ", expression.genes.size(),
        " genes, such as '", expression.genes[0], "', is in ",
        dictionary.source(), ", which has such as '", AnyGene(dictionary),
        "'; name genes by these ids (of AnnData, by the column of var that "
        "has them)"));
  }
  return encoder;
}

int64_t RankValueEncoder::genes_not_encoded() const {
  return std::count(token_of_gene_.begin(), token_of_gene_.end(),
                    TokenDictionary::kNoToken);
}

EncodedCell RankValueEncoder::Encode(absl::Span<const float> counts) const {
  EncodedCell cell;
  // Of each token its counts; several genes may be versions of one.
  std::vector<std::pair<int32_t, double>> expressed;
  for (size_t g = 0; g < counts.size(); ++g) {
    if (counts[g] == 0) continue;
    cell.total += counts[g];
    if (token_of_gene_[g] == TokenDictionary::kNoToken) {
      ++cell.not_encoded;
      cell.not_encoded_counts += counts[g];
    } else {
      expressed.emplace_back(token_of_gene_[g], counts[g]);
    }
  }
  std::sort(expressed.begin(), expressed.end());
  size_t kept = 0;
  for (const auto& [token, count] : expressed) {
    if (kept > 0 && expressed[kept - 1].first == token) {
      expressed[kept - 1].second += count;
    } else {
      expressed[kept++] = {token, count};
    }
  }
  expressed.resize(kept);
  for (auto& [token, value] : expressed) value /= median_of_token_[token];
  std::stable_sort(
      expressed.begin(), expressed.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  cell.expressed = static_cast<int64_t>(kept);
  const bool enclosed = cls_ != TokenDictionary::kNoToken;
  const int64_t room = options_.positions - (enclosed ? 2 : 0);
  if (cell.expressed > room) expressed.resize(room);
  if (enclosed) cell.tokens.push_back(cls_);
  cell.first_gene = static_cast<int64_t>(cell.tokens.size());
  for (const auto& [token, value] : expressed) {
    cell.tokens.push_back(token);
    cell.values.push_back(value * kTargetSum / cell.total);
  }
  cell.genes = static_cast<int64_t>(expressed.size());
  if (enclosed) cell.tokens.push_back(eos_);
  return cell;
}

}  // namespace regulon
