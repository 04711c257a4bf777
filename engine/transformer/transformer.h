// A genome that reads token ids (proto::Transformer), ready to run: blocks of
// attention and experts, opened by the same router as those of genes.
//
//   ASSIGN_OR_RETURN(auto genome, Genome::Open("genos.regulon"));
//   ASSIGN_OR_RETURN(auto transformer,
//                    Transformer::Create(*genome, TransformerOptions()));
//   ASSIGN_OR_RETURN(Sequence sequence, transformer->NewSequence(64));
//   TokenReading reading;
//   RETURN_IF_ERROR(transformer->Read({1, 5, 9}, sequence, reading));
//   std::vector<float> logits;
//   RETURN_IF_ERROR(transformer->Predict(reading.hidden, logits));
//
// Of block l, for each token x of width d:
//
//   norm first   x += attention(norm(x));        x += experts(norm(x))
//   else         x = norm(x + attention(x));     x = norm(x + experts(x))
//   experts(h) = sum_d omega_d (b_d + W_down f(h)),   engine/transcription
//
// The same tokens give the same bits on any number of threads and in however
// many calls they are read.
#ifndef REGULON_ENGINE_TRANSFORMER_TRANSFORMER_H_
#define REGULON_ENGINE_TRANSFORMER_TRANSFORMER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/genome/genome.h"
#include "engine/ledger/inventory.h"
#include "engine/transformer/sequence.h"
#include "proto/genome.pb.h"

namespace regulon {

struct TransformerOptions {
  int threads = 0;           // 0: one per core
  int64_t memory_limit = 0;  // bytes of the genome in memory; 0: LimitFor
  int top_k = 0;             // in the place of the routers'; 0: theirs
  // [domains] 1: open whatever the score, among those that may open; 1: closed
  // whatever it is; or empty.
  std::vector<uint8_t> required, forbidden;
  bool everything_open = false;
  int padding = -1;  // a token that nobody attends to; -1: none
};

// What reading some tokens gave.
struct TokenReading {
  // [tokens, width] after the last block and the final norm.
  std::vector<float> hidden;
  std::vector<uint8_t> open;  // [tokens, domains] 1: read
  // [tokens, domains] 1: a dropped domain that would open; empty where none
  // was dropped.
  std::vector<uint8_t> missing;
  int64_t flops = 0;
};

class Transformer {
 public:
  // The genome must outlive it. InvalidArgument where the genome reads no
  // tokens or an option does not fit it; DataLoss, naming the tensor, where one
  // is not there or of another shape.
  static absl::StatusOr<std::unique_ptr<Transformer>> Create(
      const Genome& genome, const TransformerOptions& options);
  ~Transformer();

  const Genome& genome() const;
  const Inventory& inventory() const;
  const proto::Transformer& shape() const;
  bool predicts() const;  // whether the genome stores what logits take

  // With room for so many tokens, at least 1 and at most shape().positions();
  // else InvalidArgument.
  absl::StatusOr<Sequence> NewSequence(int64_t positions) const;

  // Reads tokens after those that `sequence` holds. InvalidArgument names the
  // position and id of a token that is not in the vocabulary, a sequence
  // without room, and a BIDIRECTIONAL one that is not new; OutOfRange what did
  // not come out finite. Then the sequence is as it was. One call at a time.
  absl::Status Read(absl::Span<const int32_t> tokens, Sequence& sequence,
                    TokenReading& reading);

  // And what goes in before the first block and comes out of each:
  // layers [blocks + 1][tokens, width], without the final norm.
  absl::Status ReadLayers(absl::Span<const int32_t> tokens, Sequence& sequence,
                          TokenReading& reading,
                          std::vector<std::vector<float>>& layers);

  // logits [rows, vocabulary] of hidden [rows, width], through the head of
  // masked models where one is stored. InvalidArgument if not predicts();
  // OutOfRange where they are not finite.
  absl::Status Predict(absl::Span<const float> hidden,
                       std::vector<float>& logits);
  int64_t predict_flops() const;  // of one row

  // Marks what reading that token at that position read, given what it opened
  // [domains]; `predicts`: its logits too. Of embeddings that is its own row,
  // of a tied output its column, and all of it where it predicts.
  void Mark(int32_t token, int64_t position, absl::Span<const uint8_t> open,
            bool predicts, ReadSet& reads) const;

 private:
  class Impl;
  explicit Transformer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_TRANSFORMER_H_
