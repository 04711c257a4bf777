// One genome in double precision, with the derivatives of every gene's
// expression: Cell's stages step by step, and back. For explanations; Cell
// answers.
//
//   ASSIGN_OR_RETURN(auto cell, PreciseCell::Create(*genome));
//   RETURN_IF_ERROR(cell->Load({domain}));
//   PreciseReading reading;
//   RETURN_IF_ERROR(cell->Read(context, activity, x, tokens, reading));
//   const double y = cell->Value(gene, reading);
#ifndef REGULON_ENGINE_CELL_PRECISE_CELL_H_
#define REGULON_ENGINE_CELL_PRECISE_CELL_H_

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/answer.h"
#include "engine/cell/assemble.h"
#include "engine/context/contacts.h"
#include "engine/context/context.h"
#include "engine/context/sense_line.h"
#include "engine/encoder/encoder_slopes.h"
#include "engine/genome/genome.h"
#include "engine/modulation/modulators.h"
#include "engine/routing/router_slopes.h"
#include "engine/transcription/expert_slopes.h"
#include "engine/transcription/shared_path_slopes.h"
#include "engine/transcription/silencing.h"

namespace regulon {

// One context, read. R regulators, E elements, D domains.
struct PreciseReading {
  std::vector<double> sensed, sensed_x;  // [R] a and x before Cooperate
  std::vector<double> activity, x;       // [R] after it
  std::vector<uint32_t> present;         // ascending, activity > 0
  std::vector<double> logit, element;    // [E] lambda and g
  std::vector<double> kappa, latents;
  PreciseOpening opening;
  const Context* context = nullptr;  // which must outlive it
  Modulation modulation;
  PreciseEncoder::Trace trace;
  std::map<int, PreciseHidden> hidden;  // of loaded domains that are open
};

// The derivatives of one gene's expression by each regulator, by what passes
// them on to the gene. The router's weight belongs to the expert; miRNAs, which
// act whatever is open, to the shared path.
struct GeneSlopes {
  struct Element {
    int element;
    std::vector<double> slopes;  // [R]
  };
  std::vector<double> shared, expert;  // [R]
  std::vector<Element> elements;       // of the gene, ascending
};

class PreciseCell {
 public:
  enum class Coordinate {
    kLogLevel,     // u_t = log(a_t + p_t): sense_line.h
    kLogActivity,  // log a_t; 0 of a regulator that is absent
  };

  // The genome must outlive the cell. DataLoss if tensors are damaged.
  static absl::StatusOr<std::unique_ptr<PreciseCell>> Create(
      const Genome& genome, Cooperate cooperate = Cooperate::kLoaded);

  const Genome& genome() const { return genome_; }
  const PreciseSense& sense() const { return sense_; }
  int regulators() const { return static_cast<int>(a_->sizes.regulators); }
  int domains() const { return static_cast<int>(a_->sizes.domains); }
  int elements() const { return static_cast<int>(a_->sizes.elements); }
  // Whether an open domain's weight can change, and whether it does where
  // another one opens.
  bool weighs() const { return precise_router_.weighs(); }
  bool renormalizes() const { return precise_router_.renormalizes(); }
  // Whether presence counts, however small an activity.
  bool presence_counts() const { return encoder_.has_latents(); }

  // Copies the matrices of these domains, and no others; genes of others have
  // no value. Floats: how many of one domain.
  absl::Status Load(const std::vector<int>& domains);
  int64_t Floats(int domain) const {
    return PreciseExpert::Floats(experts_[domain].tables());
  }

  // activity, x: [R], as sensed, in place of the context's levels. tokens:
  // ascending, the regulators that Cooperate takes for present. OutOfRange
  // names what came out not finite.
  absl::Status Read(const Context& context, absl::Span<const double> activity,
                    absl::Span<const double> x,
                    absl::Span<const uint32_t> tokens,
                    PreciseReading& reading) const;
  // Of the context's own levels.
  absl::Status Read(const Context& context, PreciseReading& reading) const;

  // In the gene's unit. Thread-safe, as all that follows.
  double Value(int gene, const PreciseReading& reading) const;
  GeneSlopes Slopes(int gene, const PreciseReading& reading,
                    Coordinate coordinate) const;
  // Who sits on an element.
  std::vector<Occupant> Occupants(int element,
                                  const PreciseReading& reading) const;
  // Whether an element is on or off, and nothing between.
  bool IsThreshold(int element) const {
    return element >= first_threshold_ && element < end_of_thresholds_;
  }
  // The elements that a gene combines.
  std::vector<int> ElementsOf(int gene, const PreciseReading& reading) const;
  int DomainOf(int gene) const;

 private:
  PreciseCell(const Genome& genome, std::unique_ptr<Assembly> assembly,
              Router router, std::vector<Expert> experts, Modulators modulators,
              Silencing silencing);

  // The derivatives of an answer by what Bind, Open and Transcribe read.
  struct Backward {
    std::vector<double> x, log_activity, latents, kappa, logit, element;
    double log_temperature = 0;
  };
  Backward NewBackward() const;
  // From those to the derivatives by a coordinate.
  std::vector<double> Finish(const PreciseReading& reading,
                             Coordinate coordinate, Backward& by) const;
  void BackwardModulate(const PreciseReading& reading, Backward& by) const;
  BindingInput BindingOf(const PreciseReading& reading) const;
  PreciseRouterInput RoutingOf(const PreciseReading& reading) const;
  PreciseExpertInput ExpertOf(const PreciseReading& reading) const;
  int PlaceOf(int gene) const;  // among its domain's
  double Linear(int gene, const PreciseReading& reading) const;  // no link

  const Genome& genome_;
  const std::unique_ptr<Assembly> a_;
  const Router router_;
  std::vector<Expert> experts_;
  const Modulators modulators_;
  const Silencing silencing_;
  const Loci loci_;
  const PreciseSense sense_;
  const PreciseEncoder encoder_;
  const PreciseRouter precise_router_;
  const PreciseSharedPath shared_;
  std::map<int, PreciseExpert> loaded_;
  int mwc_ = 0, first_threshold_ = 0, end_of_thresholds_ = 0;  // elements
  std::vector<int> kind_of_;  // [elements] of a_->kinds
  int64_t scratch_ = 0;       // of any kind
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_PRECISE_CELL_H_
