// Greedy continuation of a sequence of tokens: the most likely next one, again
// and again.
//
//   GreedyOptions options;
//   options.most = 20;
//   ASSIGN_OR_RETURN(const Continuation more,
//                    Continue(*transformer, {1, 5, 9}, options));
#ifndef REGULON_ENGINE_QUERY_GREEDY_H_
#define REGULON_ENGINE_QUERY_GREEDY_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/transformer/transformer.h"

namespace regulon {

struct GreedyOptions {
  int64_t most = 1;  // new tokens, at least 1
  int32_t end = -1;  // a token after which nothing comes; -1: none
  // Told of what the prompt, and then each new token but the last, read. False
  // ends the continuation there.
  std::function<bool(const TokenReading& reading)> on_reading;
};

struct NewToken {
  int32_t token = 0;
  float logit = 0;
  double probability = 0;  // softmax of the logits, over the vocabulary
  // Dropped domains that the reading before it would have opened.
  int missing = 0;
};

struct Continuation {
  std::vector<NewToken> tokens;
  bool ended = false;  // by the end token, which is the last of them
  int64_t flops = 0;
};

// The index of the largest; of equals the lowest.
int32_t Largest(absl::Span<const float> logits);
// Of softmax(logits), in the order of the indices.
double Probability(absl::Span<const float> logits, int32_t index);

// The prompt in one reading, then a token at a time with the cache.
// InvalidArgument for an empty prompt, one that leaves no room for so many, and
// a model that reads both directions; else as Transformer::Read and Predict.
absl::StatusOr<Continuation> Continue(Transformer& transformer,
                                      absl::Span<const int32_t> prompt,
                                      const GreedyOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_GREEDY_H_
