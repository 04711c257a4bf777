// SYNTHETIC transformer genomes of any small shape, written by the list of
// tensors that converted checkpoints have.
#ifndef REGULON_TESTS_TRANSFORMER_TINY_GENOME_H_
#define REGULON_TESTS_TRANSFORMER_TINY_GENOME_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/genome/genome.h"
#include "engine/genome/matrix.h"
#include "engine/transformer/tensor_list.h"
#include "proto/genome.pb.h"

namespace regulon {

// Of two blocks, width 24, four heads that share two of keys.
TransformerPlan TinyMixture();  // CAUSAL, rotary, RMS first, 4 experts, 2 open
TransformerPlan TinyMasked();   // BIDIRECTIONAL, learned, LAYER after, tied

// What is written otherwise than the plan says; a tensor of no rows is left
// out.
struct TinyChanges {
  std::function<void(std::vector<PlannedTensor>&)> tensors;
  std::function<void(proto::Manifest&)> manifest;
};

// Of random weights, opened; its file is gone. Ends the program where that
// fails.
std::unique_ptr<const Genome> WriteTiny(const TransformerPlan& plan,
                                        DType dtype,
                                        const TinyChanges& changes = {});

}  // namespace regulon

#endif  // REGULON_TESTS_TRANSFORMER_TINY_GENOME_H_
