// What three other methods found for 214 published Boolean networks, where that
// takes no time: benchmarks/boolean_oracle.py asks for all of it.
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/attractors/asynchronous.h"
#include "engine/attractors/digest.h"
#include "engine/attractors/fixed_points.h"
#include "engine/attractors/synchronous.h"
#include "engine/attractors/trap_spaces.h"
#include "engine/convert/convert.h"
#include "engine/genome/genome.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

constexpr int kMostVariables = 64;  // of the models that are looked at
constexpr int kMostStates = 18;     // free variables whose states are
constexpr uint64_t kMostSpaces = 2000;

std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Network ReadNetwork(const std::string& path) {
  const std::vector<SourceText> sources = {{path, TextOf(path)}};
  const Imported model = ReadModel(sources).value();
  const std::string genome =
      absl::StrCat(::testing::TempDir(), "/oracle.regulon");
  EXPECT_TRUE(WriteGenomeOf(model, sources, path, genome).ok());
  return Network::FromGenome(*Genome::Open(genome).value()).value();
}

// Inputs free, or all held at a value.
System Held(const Network& network, const std::string& inputs) {
  System system = MakeSystem(network, {}).value();
  if (inputs == "free") return system;
  std::vector<regulon::Held> held;
  for (int i = 0; i < system.size(); ++i) {
    if (system.IsInput(i)) held.push_back({system.free[i], inputs == "in1"});
  }
  return MakeSystem(network, held).value();
}

TEST(Oracle, AgreesOnFixedPointsTrapSpacesAndAttractors) {
  const char* shared = std::getenv("REGULON_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
  const std::string folder = absl::StrCat(shared, "/reference/bnet/");
  const auto oracle = nlohmann::json::parse(TextOf(folder + "oracle.json"));
  int figures = 0;
  for (const auto& [name, facts] : oracle.items()) {
    if (facts["n_total"] > kMostVariables) continue;
    SCOPED_TRACE(name);
    const Network network = ReadNetwork(folder + name);
    EXPECT_EQ(network.variables.size(), facts["n_total"]);
    for (const std::string inputs : {"free", "in0", "in1"}) {
      SCOPED_TRACE(inputs);
      const System system = Held(network, inputs);
      const auto fact = [&facts = facts, &inputs](const std::string& figure) {
        return facts.value(absl::StrCat(figure, "_", inputs), nlohmann::json());
      };
      if (const auto count = fact("fp"); !count.is_null()) {
        const std::string wanted =
            count.is_string() ? count.get<std::string>() : count.dump();
        EXPECT_EQ(CountFixedPoints(system).value().ToString(), wanted);
        ++figures;
      }
      if (const auto count = fact("mts");
          !count.is_null() && count < kMostSpaces) {
        EXPECT_EQ(MinimalTrapSpaces(system, kMostSpaces).spaces.size(), count);
        ++figures;
      }
      if (system.size() > kMostStates) continue;
      if (const auto found = fact("sync"); found.is_object()) {
        EXPECT_EQ(Digest(SynchronousAttractors(system).value(),
                         Updating::kSynchronous),
                  found["digest"]);
        ++figures;
      }
      if (const auto found = fact("async"); found.is_object()) {
        EXPECT_EQ(Digest(AsynchronousAttractors(system).value(),
                         Updating::kAsynchronous),
                  found["digest"]);
        ++figures;
      }
    }
  }
  EXPECT_GT(figures, 900);
}

}  // namespace
}  // namespace regulon
