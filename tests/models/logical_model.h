// The logical models of models/, and their states by the genes that are on.
//
//   const LogicalModel myeloid("myeloid");
//   const System without_pu1 = myeloid.Hold({{"PU1", false}});
//   const State start = StateOf(without_pu1, Words("GATA2 CEBPA"));
//   GenesOn(without_pu1, Successor(without_pu1, start));
#ifndef REGULON_TESTS_MODELS_LOGICAL_MODEL_H_
#define REGULON_TESTS_MODELS_LOGICAL_MODEL_H_

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/attractors/attractor.h"
#include "engine/logic/network.h"
#include "engine/logic/system.h"

namespace regulon {

using Genes = std::set<std::string>;
using Clamps = std::map<std::string, bool>;

// What a test can't do without. Throws what went wrong instead.
template <typename T>
T Require(absl::StatusOr<T> value) {
  if (!value.ok()) throw std::runtime_error(value.status().ToString());
  return *std::move(value);
}

class LogicalModel {
 public:
  // models/NAME.textproto, by way of a genome file.
  explicit LogicalModel(const std::string& name);

  // Its free part with these genes held. Throws for a gene it does not have.
  System Hold(const Clamps& held = {}) const;

 private:
  Network network_;
};

// "Cdh1 Sic1" as {"Cdh1", "Sic1"}.
Genes Words(absl::string_view text);

// By the free genes that are on. Throws for a name that is none.
State StateOf(const System& system, const Genes& on);
Genes GenesOn(const System& system, const State& state);
std::vector<Genes> GenesOn(const System& system,
                           const std::vector<State>& states);
// Of every state that the attractors list.
std::set<Genes> GenesOn(const System& system,
                        const std::vector<Attractor>& attractors);

// Synchronous steps until nothing changes; nullopt after `most_steps`.
struct Rest {
  int steps;
  Genes on;
};
std::optional<Rest> RunToRest(const System& system, const Genes& from,
                              int most_steps = 1000);

}  // namespace regulon

#endif  // REGULON_TESTS_MODELS_LOGICAL_MODEL_H_
