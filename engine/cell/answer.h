// What a cell is told, and what it answers.
#ifndef REGULON_ENGINE_CELL_ANSWER_H_
#define REGULON_ENGINE_CELL_ANSWER_H_

#include <cstdint>
#include <vector>

#include "engine/ledger/inventory.h"

namespace regulon {

// What becomes of the stage between Sense and Bind (engine/encoder/encoder.h),
// in genomes that have it. kOff and kIdentity give the same answers, to the
// bit; what they read differs.
enum class Cooperate {
  kOff,       // it is not run: nothing of it is read, and no FLOP counted
  kIdentity,  // it is run, read and counted, and every gain then taken as 0
  kLoaded,    // as the genome has it
};

struct CellOptions {
  int threads = 0;  // workers over contexts and domains; 0: one per core
  // Reads every domain whatever its score: what sparsity saves is measured
  // against this.
  bool everything_open = false;
  // Bytes of the genome's file in memory at once; 0: any, but half of the
  // machine's memory where the file exceeds it.
  int64_t memory_limit = 0;
  Cooperate cooperate = Cooperate::kLoaded;
  bool trace = false;  // answers tell what the stages made of a context
};

// What the stages made of a context on the way.
struct StageTrace {
  std::vector<double> activity;   // [regulators] a, after Cooperate
  std::vector<double> logit;      // [elements] lambda of mwc elements, nats
  std::vector<double> element;    // [elements] g
  std::vector<double> score;      // [domains] r; NaN where it is not routed
  std::vector<double> threshold;  // [domains] theta, with all shifts; or NaN
  double gain = 1;                // G, with what modulators make of it
  // norm Z [K, m] of the encoder, 0 where nothing is present; or empty.
  std::vector<float> latents;
};

// One context's answer and what it took.
struct Answer {
  std::vector<float> expression;  // [genes], in each gene's unit
  std::vector<uint8_t> open;      // [domains] 0 or 1
  std::vector<float> weight;      // [domains]; 0 where closed
  ReadSet reads;                  // units of Cell::inventory()
  // Of genomes that store the distance of their repertoire: whether x is
  // farther from every reference state, and the squared distance to the
  // nearest. Of specialized ones also where any domain is missing.
  bool out_of_repertoire = false;
  double nearest_distance = 0;
  StageTrace trace;  // CellOptions.trace
  // [domains] 1 for one that this context would open, by its score or because
  // that was asked for, and whose expert a specialized genome has dropped: it
  // is not open. Empty where none is dropped.
  std::vector<uint8_t> missing;
  // Open or missing.
  bool Selects(size_t domain) const {
    return open[domain] != 0 || (!missing.empty() && missing[domain] != 0);
  }
  // Operations: a multiplication, addition, comparison, division, exp or log.
  int64_t flops = 0, flops_everything_open = 0;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_ANSWER_H_
