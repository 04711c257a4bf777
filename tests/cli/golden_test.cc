// What each verb prints, in golden/*.txt. After a change that is meant:
//
//   RENEW_GOLDEN=1 bazel run //tests/cli:golden_test
#include <cstdlib>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

void ExpectGolden(const std::string& name, const Arguments& arguments,
                  const Surroundings& around = {}) {
  const Outcome outcome = Regulon(arguments, around);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  const std::string path = "tests/cli/golden/" + name + ".txt";
  if (std::getenv("RENEW_GOLDEN") != nullptr) {
    const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
    ASSERT_NE(workspace, nullptr) << "renew with bazel run";
    std::ofstream(std::string(workspace) + "/" + path) << outcome.out;
  } else {
    EXPECT_EQ(outcome.out, ReadWholeFile(path)) << name;
  }
}

constexpr char kLaci[] = "models/laci_o2.regulon";
constexpr char kGlucocorticoid[] = "models/glucocorticoid.regulon";

// Untreated and treated, with a regulator that is not given in one of them.
constexpr char kTreatment[] =
    "regulator\tuntreated\ttreated\n"
    "# nM\n"
    "NR3C1\t100\t100\n"
    "dex\t\t10\n";

TEST(Golden, Express) {
  for (const std::string format : {"table", "tsv", "json"}) {
    ExpectGolden("express_" + format, {"express", kLaci, "--set", "LacI=260",
                                       "--set", "IPTG=50", "--format", format});
  }
}

TEST(Golden, ExpressOfContexts) {
  ExpectGolden("express_contexts",
               {"express", kGlucocorticoid, "-", "--format", "tsv"},
               {kTreatment, "", 0});
  ExpectGolden("express_top",
               {"express", kGlucocorticoid, "-", "--top", "2", "--genes",
                "PER1,GILZ,ACTB"},
               {kTreatment, "", 0});
}

TEST(Golden, Explain) {
  const Arguments laci = {"explain",  kLaci,   "--set",
                          "LacI=260", "--set", "IPTG=50"};
  for (const std::string format : {"table", "tsv", "json"}) {
    Arguments arguments = laci;
    arguments.insert(arguments.end(), {"--format", format});
    ExpectGolden("explain_" + format, arguments);
  }
  ExpectGolden("explain_contexts",
               {"explain", kGlucocorticoid, "-", "--reference", "untreated",
                "--genes", "PER1,GILZ,ACTB"},
               {kTreatment, "", 0});
  ExpectGolden("explain_logical",
               {"explain", "models/myeloid.regulon", "--set", "GATA1=1",
                "--set", "FOG1=1", "--genes", "PU1,EKLF"});
}

TEST(Golden, ExpressOfSteps) {
  const Arguments start = {"express", "models/budding_yeast.regulon",
                           "--set",   "Cln3=1",
                           "--set",   "Cdh1=1",
                           "--set",   "Sic1=1"};
  for (const std::string steps : {"5", "13"}) {
    Arguments walk = start;
    walk.insert(walk.end(), {"--steps", steps, "--format", "tsv"});
    ExpectGolden("express_step_" + steps, walk);
  }
}

TEST(Golden, ExpressOfRuns) {
  const Arguments fates = {"express",   "models/myeloid.regulon",
                           "--set",     "GATA2=1",
                           "--set",     "CEBPA=1",
                           "--set",     "PU1=1",
                           "--clamp",   "GATA1=0",
                           "--steps",   "1000",
                           "--update",  "async",
                           "--runs",    "200",
                           "--threads", "2",
                           "--seed",    "3"};
  ExpectGolden("express_runs_table", fates);
  Arguments tsv = fates;
  tsv.insert(tsv.end(), {"--format", "tsv"});
  ExpectGolden("express_runs_tsv", tsv);
}

TEST(Golden, Active) {
  for (const std::string format : {"table", "tsv", "json"}) {
    ExpectGolden("active_" + format,
                 {"active", kGlucocorticoid, "-", "--format", format},
                 {kTreatment, "", 0});
  }
  ExpectGolden("active_one", {"active", kGlucocorticoid, "--set", "NR3C1=100"});
  ExpectGolden("active_steps", {"active", "models/toggle_switch.regulon",
                                "--steps", "2", "--format", "tsv"});
}

TEST(Golden, Inspect) {
  for (const std::string format : {"table", "tsv", "json"}) {
    ExpectGolden("inspect_" + format,
                 {"inspect", kGlucocorticoid, "--format", format});
  }
  for (const std::string list :
       {"regulators", "genes", "elements", "domains", "tensors"}) {
    ExpectGolden("inspect_" + list, {"inspect", kGlucocorticoid, "--list", list,
                                     "--format", "tsv"});
  }
}

TEST(Golden, Help) {
  ExpectGolden("help", {"help"});
  for (const std::string verb :
       {"compile", "synth", "inspect", "express", "active", "demo"}) {
    ExpectGolden("help_" + verb, {"help", verb});
  }
}

}  // namespace
}  // namespace regulon
