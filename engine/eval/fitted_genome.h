// A genome as a predictor: fitted to the training samples, written to a file,
// and asked through the engine, so that what is judged is what users get and
// what is counted is what the ledger saw.
//
//   FittedGenome genome(options);
//   auto open = genome.Everything();   // first: it is the one that fits
//   auto sparse = genome.Sparse(), random = genome.RandomRouter();
#ifndef REGULON_ENGINE_EVAL_FITTED_GENOME_H_
#define REGULON_ENGINE_EVAL_FITTED_GENOME_H_

#include <memory>
#include <string>

#include "engine/eval/predictor.h"
#include "engine/fit/fit.h"

namespace regulon {

class FittedGenome {
 public:
  explicit FittedGenome(FitOptions options);
  ~FittedGenome();

  // Everything open. Its Fit is the fit of all three, which are to follow it.
  std::unique_ptr<Predictor> Everything();
  // As the router opens it.
  std::unique_ptr<Predictor> Sparse();
  // As many domains of each context as the router opens, drawn by chance.
  std::unique_ptr<Predictor> RandomRouter();

  // What Sparse() last read, a mean over samples.
  double parameters_read() const;
  // Of the present fit, which must have been made.
  const FitReport& report() const;

  class Model;

 private:
  const std::shared_ptr<Model> model_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_FITTED_GENOME_H_
