#include "engine/cli/explain/explainer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/output/progress.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Between the answer in single and in double precision, of the largest value.
constexpr double kRounding = 1e-4;

}  // namespace

Explainer::Explainer(Cell& cell, const Context& reference, int threads)
    : cell_(cell), reference_(reference), threads_(threads) {
  absl::StatusOr<LogicalExplainer> logical =
      LogicalExplainer::Create(cell.genome());
  if (logical.ok()) logical_.emplace(*std::move(logical));
}

bool Explainer::AreLogical(absl::Span<const int> genes) const {
  return logical_.has_value() &&
         std::all_of(genes.begin(), genes.end(),
                     [this](int gene) { return logical_->IsLogical(gene); });
}

absl::StatusOr<LogicalExplanation> Explainer::Logical(
    const Context& context, absl::Span<const int> genes) {
  return logical_->Explain(context, reference_, genes);
}

absl::StatusOr<std::vector<SmoothExplanation>> Explainer::Smooth(
    const Context& context, absl::Span<const int> genes, int top) {
  Progress progress(absl::StrCat("explain ", context.name()), 1);
  SmoothOptions options;
  options.top = top;
  options.threads = threads_;
  options.on_progress = [&progress](double share) { progress.Update(share); };
  ASSIGN_OR_RETURN(std::vector<SmoothExplanation> all,
                   ExplainSmooth(cell_, reference_, context, genes, options));
  double largest = 0, off = 0;
  for (const SmoothExplanation& why : all) {
    largest = std::max(largest, std::abs(why.answer));
    off = std::max(off, std::abs(why.answer - why.value));
  }
  if (off > kRounding * largest) {
    progress.Wipe();
    Note(absl::StrCat("context '", context.name(),
                      "': what is explained, in double precision, differs "
                      "from the answer of 'regulon express' by up to ",
                      RoundedText(off),
                      ": weights of few bits, or a domain at its threshold"));
  }
  return all;
}

absl::StatusOr<std::vector<NetworkEdge>> Explainer::Network(
    const Context& context, absl::Span<const int> genes, int top) {
  if (AreLogical(genes)) {
    ASSIGN_OR_RETURN(const LogicalExplanation why, Logical(context, genes));
    return NetworkOf(why);
  }
  ASSIGN_OR_RETURN(const std::vector<SmoothExplanation> all,
                   Smooth(context, genes, top));
  std::vector<NetworkEdge> edges;
  for (const SmoothExplanation& why : all) {
    for (const NetworkEdge& edge : why.edges) {
      if (edge.attribution != 0 || edge.knock_out != 0) edges.push_back(edge);
    }
  }
  return edges;
}

}  // namespace regulon
