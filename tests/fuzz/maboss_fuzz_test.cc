// A .bnd and a .cfg, with a line of "%%" between them: what is read also
// compiles, and runs.

#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/convert/convert.h"
#include "engine/convert/maboss.h"
#include "engine/genome/genome.h"
#include "engine/logic/network.h"
#include "engine/simulation/kinetics.h"
#include "engine/simulation/simulate.h"
#include "tests/fuzz/exercise.h"

namespace regulon {
namespace {

// Few short trajectories, so that rates of any size end soon.
void RunBriefly(const std::string& path) {
  const auto genome = Genome::Open(path);
  Require(genome.ok(), "what is converted opens");
  const auto network = Network::FromGenome(**genome);
  Require(network.ok(), absl::StrCat("what is converted is Boolean: ",
                                     network.status().message()));
  const auto kinetics = Kinetics::FromGenome(**genome, *network);
  Require(kinetics.ok(),
          absl::StrCat("rates fit: ", kinetics.status().message()));
  SimulationQuestion question;
  question.time_tick = 1;
  question.windows = 20;
  question.discrete = true;
  for (size_t v = 0; v < network->variables.size(); ++v) {
    question.visible.push_back(static_cast<int>(v));
  }
  SimulationOptions options;
  options.samples = 2;
  options.threads = 1;
  options.most_states = 64;
  const auto run = Simulate(*network, *kinetics, question, options);
  Require(run.ok(),
          absl::StrCat("what is converted runs: ", run.status().message()));
}

}  // namespace
}  // namespace regulon

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regulon;  // NOLINT: a program of one function
  const std::string text(reinterpret_cast<const char*>(data), size);
  const size_t cut = text.find("\n%%\n");
  std::vector<SourceText> sources = {{"fuzz.bnd", text.substr(0, cut)}};
  if (cut != text.npos) sources.push_back({"fuzz.cfg", text.substr(cut + 4)});
  const auto model = ReadMaboss(sources);
  if (!model.ok()) {
    Require(absl::StartsWith(model.status().message(), "fuzz.bnd:") ||
                absl::StartsWith(model.status().message(), "fuzz.cfg:"),
            absl::StrCat("an error begins with the file: ",
                         model.status().message()));
    return 0;
  }
  const std::string& path = ScratchPath();
  const auto written = WriteGenomeOf(*model, sources, "fuzz.bnd", path);
  if (!written.ok()) {
    Require(absl::StartsWith(written.status().message(), "fuzz.bnd"),
            absl::StrCat("what is read compiles, or says where not: ",
                         written.status().message()));
    return 0;
  }
  RunBriefly(path);
  unlink(path.c_str());
  return 0;
}
