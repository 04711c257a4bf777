// Expression of contexts, read once or over steps with feedback of products.
//
//   ExpressOptions options;
//   options.steps = 100;
//   options.update = Update::kAsync;
//   options.runs = 1000;
//   ASSIGN_OR_RETURN(auto expressed, Express(*cell, contexts, options));
//
// Of contexts that come one after another, a batch is in memory at once:
//
//   const auto next = [&](absl::Span<Context> batch) {
//     return stream.Next(batch);
//   };
//   const auto print = [&](int64_t, const Context& context,
//                          const Expressed& result) { ... };
//   RETURN_IF_ERROR(ExpressStream(*cell, next, options, print));
#ifndef REGULON_ENGINE_QUERY_EXPRESS_H_
#define REGULON_ENGINE_QUERY_EXPRESS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/cell.h"
#include "engine/context/context.h"

namespace regulon {

enum class Update {
  kSync,   // every product at once
  kAsync,  // one product that would change, chosen by chance; ends where none
};

struct ExpressOptions {
  // kSync: readings, each step's products being the next step's context; the
  // answer is the last one's. kAsync: single updates, then one reading.
  int steps = 1;
  Update update = Update::kSync;
  uint64_t seed = 1;
  int runs = 1;  // kAsync: independent runs of each context
  // Called after every reading with its step, counted from 1, and the answers
  // of some of the contexts: `first` is the index of answers[0] among them. Not
  // for contexts whose run has ended, nor with several runs.
  std::function<void(int step, int64_t first, absl::Span<const Answer> answers)>
      on_reading;
  // Called with the share done, 0..1; not for a stream, whose length is not
  // known.
  std::function<void(double)> on_progress;
};

// A state that runs ended in.
struct EndState {
  std::vector<int> genes_on;  // ascending, of those that feed back
  int runs = 0;
  bool fixed = false;  // no product would change any more
};

// A clamped regulator's gene is reported at the level that it is held at.
struct Expressed {
  std::vector<float> expression;  // [genes], the mean over runs
  std::vector<float> open;        // [domains], the share of runs
  // The last reading of any run was, or a domain is missing.
  bool out_of_repertoire = false;
  std::vector<uint8_t>
      missing;  // as Answer::missing, in any reading of any run
  // Boolean genomes and kAsync: by how many runs ended there, most first.
  std::vector<EndState> ends;
};

// Hands each context's result on, in their order, as soon as it is there: what
// is in memory at once does not grow with their number. An error of `deliver`
// ends the whole.
absl::Status Express(
    Cell& cell, absl::Span<const Context> contexts,
    const ExpressOptions& options,
    absl::FunctionRef<absl::Status(int64_t context, const Expressed& result)>
        deliver);

// The same for contexts that `next` fills in: it gets contexts of the cell's
// genome, used before, and returns how many it made anew, from the first on; 0
// ends the stream. The same bits as above for the same contexts.
absl::Status ExpressStream(
    Cell& cell,
    absl::FunctionRef<absl::StatusOr<int>(absl::Span<Context> batch)> next,
    const ExpressOptions& options,
    absl::FunctionRef<absl::Status(int64_t index, const Context& context,
                                   const Expressed& result)>
        deliver);

// As Cell::Express; FailedPrecondition where steps need a feedback that the
// genome has not. One result per context; the same for any number of threads.
absl::StatusOr<std::vector<Expressed>> Express(
    Cell& cell, absl::Span<const Context> contexts,
    const ExpressOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_EXPRESS_H_
