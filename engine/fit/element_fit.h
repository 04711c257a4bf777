// Elements from known edges, so that a fitted genome can be explained: a gene
// with known regulators gets an mwc element with a site for each of them, whose
// opening is added to what the dense paths say (promoter.h has the equations).
//
//   ASSIGN_OR_RETURN(ElementFit elements,
//                    FitElements({levels, unit}, residual, edges, inner_fold,
//                                ElementOptions(), workers));
//   PutElements(elements, genes, domain_of_gene, draft);
//   ... and in the expert of each domain PutAmplitudes(elements,
//   genes_of_domain, expert), offsets included.
#ifndef REGULON_ENGINE_FIT_ELEMENT_FIT_H_
#define REGULON_ENGINE_FIT_ELEMENT_FIT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/expression/matched_edges.h"
#include "engine/fit/gene_element.h"
#include "engine/genome/draft.h"
#include "engine/genome/unit.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

// What is known of the samples' regulators; activity = level on the linear
// scale, as by a genome with a reference of 1.
struct RegulatorLevels {
  const FloatRows& levels;  // [n, T], nothing missing
  const Unit& unit;
};

struct ElementReport {
  int genes_with_regulators = 0, genes_with_elements = 0;
  bool signs_given = false;  // by the edges; else those of ridge
  // Sums over samples and genes of the residual squared, in inner folds: of the
  // genes with known regulators, and of those that got an element.
  double tried_without = 0, tried_with = 0, kept_without = 0, kept_with = 0;
};

struct ElementFit {
  MwcDraft mwc;                          // T regulators
  std::vector<int> gene;                 // [elements] ascending
  std::vector<float> amplitude, offset;  // [elements]
  std::vector<double> gain;  // [elements] share of squared error in inner folds
  ElementReport report;
};

// residual: [n, G], what the elements are to explain, around 0. Where it is
// that of a fit, it should be what the fit says of samples that it has not seen
// (OutOfFoldResiduals of dual.h): what is left of samples that it has is too
// small. prior: of columns of levels and of residual, without self-edges; their
// signs hold where known, unless none represses: then the file had none to
// tell. fold: [n] inner folds, at least two. gene_element.h says which genes
// get an element. The same bits for any number of workers. InvalidArgument for
// sizes that do not fit, a single fold or a level that the unit does not have.
absl::StatusOr<ElementFit> FitElements(const RegulatorLevels& regulators,
                                       const FloatRows& residual,
                                       absl::Span<const Edge> prior,
                                       absl::Span<const int> fold,
                                       const ElementOptions& options,
                                       Workers& workers);

// What the elements add, offsets included, to samples: [m, genes], by the
// engine's own arithmetic; 0 for a gene without element.
absl::StatusOr<FloatRows> ElementContribution(const ElementFit& fit,
                                              const RegulatorLevels& regulators,
                                              int genes);

// Sets the tables of Bind and adds the elements, "GENE.promoter", to the
// manifest. domain: [genes].
void PutElements(const ElementFit& fit, absl::Span<const std::string> genes,
                 absl::Span<const int> domain, Draft& draft);

// genes: those of the domain in the order of its expert, as FitElements numbers
// them.
void PutAmplitudes(const ElementFit& fit, absl::Span<const int> genes,
                   ExpertDraft& expert);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_ELEMENT_FIT_H_
