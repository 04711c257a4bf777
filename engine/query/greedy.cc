#include "engine/query/greedy.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status Check(const Transformer& transformer, int64_t prompt,
                   const GreedyOptions& options) {
  const proto::Transformer& shape = transformer.shape();
  const std::string& path = transformer.genome().path();
  if (shape.order() != proto::Transformer::CAUSAL) {
    return absl::InvalidArgumentError(absl::StrCat(
        path,
        ": each of its tokens attends to those after it, so it predicts "
        "masked tokens and continues nothing; ask for the logits of all "
        "tokens"));
  }
  if (prompt == 0 || options.most < 1) {
    return absl::InvalidArgumentError(
        "there is nothing to continue; give a token, and ask for one");
  }
  // The last new token is not read.
  const int64_t room = int64_t{shape.positions()} - prompt + 1;
  if (options.most > room) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": a sequence has at most ", shape.positions(), " tokens; after ",
        prompt, " there is room for ", std::max<int64_t>(room, 0),
        " new ones, not ", options.most));
  }
  return absl::OkStatus();
}

int MissingOfLast(const TokenReading& reading, int domains) {
  if (reading.missing.empty()) return 0;
  return static_cast<int>(
      std::count(reading.missing.end() - domains, reading.missing.end(), 1));
}

}  // namespace

int32_t Largest(absl::Span<const float> logits) {
  return static_cast<int32_t>(std::max_element(logits.begin(), logits.end()) -
                              logits.begin());
}

double Probability(absl::Span<const float> logits, int32_t index) {
  const double largest = logits[Largest(logits)];
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - largest);
  return std::exp(logits[index] - largest) / sum;
}

absl::StatusOr<Continuation> Continue(Transformer& transformer,
                                      absl::Span<const int32_t> prompt,
                                      const GreedyOptions& options) {
  const auto length = static_cast<int64_t>(prompt.size());
  RETURN_IF_ERROR(Check(transformer, length, options));
  const size_t width = transformer.shape().width();
  const int domains = transformer.genome().manifest().domains_size();
  ASSIGN_OR_RETURN(Sequence sequence,
                   transformer.NewSequence(length + options.most - 1));
  Continuation out;
  TokenReading reading;
  std::vector<float> logits;
  RETURN_IF_ERROR(transformer.Read(prompt, sequence, reading));
  while (true) {
    out.flops += reading.flops + transformer.predict_flops();
    if (options.on_reading && !options.on_reading(reading)) return out;
    RETURN_IF_ERROR(transformer.Predict(
        absl::MakeConstSpan(reading.hidden).last(width), logits));
    NewToken next;
    next.token = Largest(logits);
    next.logit = logits[next.token];
    next.probability = Probability(logits, next.token);
    next.missing = MissingOfLast(reading, domains);
    out.tokens.push_back(next);
    out.ended = next.token == options.end;
    if (out.ended || static_cast<int64_t>(out.tokens.size()) == options.most) {
      return out;
    }
    RETURN_IF_ERROR(transformer.Read({&next.token, 1}, sequence, reading));
  }
}

}  // namespace regulon
