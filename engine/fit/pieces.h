// What a fit finds before it is a genome.
#ifndef REGULON_ENGINE_FIT_PIECES_H_
#define REGULON_ENGINE_FIT_PIECES_H_

#include <string>
#include <vector>

#include "engine/fit/autonomy_fit.h"
#include "engine/fit/element_fit.h"
#include "engine/fit/gated_experts.h"
#include "engine/fit/paths.h"
#include "engine/fit/self_free.h"
#include "engine/genome/draft.h"
#include "engine/regression/standardize.h"

namespace regulon {

// n samples, T regulators; G genes that are no regulators, in D domains; M
// genes that are.
struct Pieces {
  Standardizer standardizer;
  ReferenceStates states;    // of the n samples
  std::vector<int> genes;    // [G] their indices among the problem's
  Eigen::RowVectorXf basal;  // [G]
  DensePath whole;           // to the G genes: everything open
  DensePath reading;         // to the latents of the shared path
  FloatRows writing;         // [rank, G]
  GenesOfDomains domains;    // 0 .. G - 1
  std::vector<std::string> domain_names;
  DensePath autonomy;     // [., D * kAutonomyRank]
  double repertoire = 0;  // largest squared distance that is still near
  EncoderDraft encoder;   // empty: none
  std::vector<GatedExpert> gated;  // [D] or none
  ElementFit elements;             // of the G genes
  std::vector<int> self_genes;     // [M]
  SelfFree self;
};

// Parameters that every query reads and that experts hold.
struct PieceSizes {
  double always = 0, experts = 0;
};
PieceSizes SizesOf(const Pieces& pieces);

// The tables of Sense, Open and Transcribe, genes and domains; experts one by
// one. The manifest's other fields, and thresholds, are the caller's.
Draft DraftOf(const Problem& train, const Pieces& pieces);
ExpertDraft ExpertOf(const Pieces& pieces, int domain);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_PIECES_H_
