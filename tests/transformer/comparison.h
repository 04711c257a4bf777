// Genomes of converted checkpoints against the reference, over sequences of
// many lengths.
#ifndef REGULON_TESTS_TRANSFORMER_COMPARISON_H_
#define REGULON_TESTS_TRANSFORMER_COMPARISON_H_

#include <string>
#include <vector>

#include "tests/transformer/converted.h"

namespace regulon::reference {

// The shapes that are compared: layers, heads that share keys or do not, widths
// that are no power of 2, 1 to 3 of 4 to 8 experts.
constexpr int kMixtrals = 4, kBerts = 3;
MixtralShape Mixtral(int index);
BertShape Bert(int index);

// Largest differences, relative to the largest magnitude of the row that they
// are in: of rows before the first token that chose other experts than the
// reference, for what comes after may attend to it.
struct Comparison {
  double layers = 0, hidden = 0, logits = 0;
  int rows = 0, skipped = 0;
  // How far, in the reference, the score of the last expert chosen is above
  // that of the next: the largest where the genome chose otherwise.
  double largest_margin_flipped = 0;

  void Add(const EngineReading& engine, const Reading& reference, size_t end);
  // Up to the first other choice.
  void Add(const Genome& genome, const MixtralShape& shape,
           const EngineReading& engine, const Reading& reference);
  double Worst() const;
  void Print(const std::string& what) const;
};

// A genome of `tensors` against the reference of `read`, at those lengths.
Comparison CompareLengths(const MixtralShape& shape, const HfTensors& tensors,
                          const HfTensors& read, const Way& way,
                          const std::vector<int>& lengths);
Comparison CompareLengths(const BertShape& shape, const HfTensors& tensors,
                          const HfTensors& read, const Way& way,
                          const std::vector<int>& lengths);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_TRANSFORMER_COMPARISON_H_
