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

TEST(Golden, Unopened) {
  for (const std::string format : {"table", "tsv", "json"}) {
    ExpectGolden("unopened_" + format,
                 {"unopened", kGlucocorticoid, "-", "--format", format},
                 {kTreatment, "", 0});
  }
}

TEST(Golden, Specialize) {
  constexpr char kUntreated[] = "regulator\tuntreated\nNR3C1\t100\n";
  const std::string made = InTestFolder("untreated.regulon");
  for (const std::string format : {"table", "tsv"}) {
    ExpectGolden(
        "specialize_" + format,
        {"specialize", kGlucocorticoid, "-", "-o", made, "--format", format},
        {kUntreated, "", 0});
  }
  ExpectGolden("inspect_specialized", {"inspect", made});
}

TEST(Golden, Perturb) {
  for (const std::string format : {"table", "tsv", "json"}) {
    ExpectGolden(
        "perturb_" + format,
        {"perturb", "models/two_enhancers.regulon", "--set", "TF_A=1", "--set",
         "TF_B=1", "--cut-boundary", "boundary", "--format", format});
  }
  const Arguments myeloid = {"perturb", "models/myeloid.regulon",
                             "--set",   "GATA2=1",
                             "--set",   "GATA1=1",
                             "--steps", "20"};
  const auto with = [&myeloid](const Arguments& more) {
    Arguments all = myeloid;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  ExpectGolden("perturb_steps", with({"--knock-out", "GATA1"}));
  ExpectGolden("perturb_screen", with({"--screen", "regulators"}));
  ExpectGolden("perturb_pairs",
               with({"--screen", "regulators", "--pairs", "3"}));
}

TEST(Golden, Trajectory) {
  const Arguments pulse = {"trajectory", "models/t_helper.regulon",
                           "--schedule", "models/schedules/ifng_pulse.txt",
                           "--steps",    "8"};
  const auto with = [&pulse](const Arguments& flags) {
    Arguments all = pulse;
    all.insert(all.end(), flags.begin(), flags.end());
    return all;
  };
  for (const std::string format : {"table", "tsv", "json"}) {
    ExpectGolden("trajectory_" + format,
                 with({"--genes", "Tbet,GATA3,IFNg", "--format", format}));
  }
  ExpectGolden("trajectory_networks", with({"--networks", "--format", "tsv"}));
  ExpectGolden("trajectory_remembered",
               with({"--remembered", "--format", "tsv"}));
  ExpectGolden("trajectory_plot", with({"--plot", "--genes", "Tbet,IFNg"}));
  ExpectGolden("trajectory_domains",
               {"trajectory", "models/pioneer_enhancer.regulon", "--set",
                "CEBPB=0.2", "--schedule", "models/schedules/foxa1_pulse.txt",
                "--steps", "4", "--domains", "--format", "tsv"});
}

TEST(Golden, Differentiate) {
  const Arguments pulses = {"differentiate", "models/t_helper.regulon",
                            "--schedule",    "models/schedules/ifng_pulse.txt",
                            "--schedule",    "models/schedules/il4_pulse.txt"};
  const auto with = [&pulses](const Arguments& flags) {
    Arguments all = pulses;
    all.insert(all.end(), flags.begin(), flags.end());
    return all;
  };
  ExpectGolden("differentiate_table", pulses);
  ExpectGolden("differentiate_json", with({"--format", "json"}));
  for (const std::string list : {"outcomes", "domains", "genes", "networks",
                                 "commitments", "remembered"}) {
    ExpectGolden("differentiate_" + list,
                 with({"--list", list, "--format", "tsv"}));
  }
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
  const struct {
    const char *list, *genome;
  } signals[] = {{"boundaries", "two_enhancers"},
                 {"marks", "modulated_enhancer"},
                 {"modulators", "modulated_enhancer"},
                 {"cofactors", "evf2_dlx2"},
                 {"silencing", "hes1_mir9"}};
  for (const auto& [list, genome] : signals) {
    ExpectGolden(std::string("inspect_") + list,
                 {"inspect", std::string("models/") + genome + ".regulon",
                  "--list", list, "--format", "tsv"});
  }
}

TEST(Golden, Help) {
  ExpectGolden("help", {"help"});
  for (const std::string verb :
       {"compile", "synth", "inspect", "express", "active", "perturb",
        "trajectory", "differentiate", "unopened", "specialize", "demo"}) {
    ExpectGolden("help_" + verb, {"help", verb});
  }
}

}  // namespace
}  // namespace regulon
