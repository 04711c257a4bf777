// Genomes that read tokens, by the program: what they answer, what they count,
// and what else may be asked of them.
#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kConfig[] = R"({
  "architectures": ["MixtralForCausalLM"], "model_type": "mixtral",
  "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2,
  "num_attention_heads": 4, "num_key_value_heads": 2,
  "num_local_experts": 4, "num_experts_per_tok": 2, "vocab_size": 32,
  "max_position_embeddings": 64, "hidden_act": "silu",
  "rms_norm_eps": 1e-5, "rope_theta": 1e4
})";

const std::string& Tokens() {
  static const std::string& path = *new std::string([] {
    const std::string config = WriteFile("config.json", kConfig);
    const std::string made = InTestFolder("tokens.regulon");
    const Outcome outcome =
        Regulon({"synth", "--like", config, "--dtype", "f32", "-o", made});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return made;
  }());
  return path;
}

std::vector<std::vector<std::string>> Cells(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, '\t');) {
      rows.back().push_back(cell);
    }
  }
  return rows;
}

std::string Out(Arguments arguments) {
  arguments.insert(arguments.end(), {"--format", "tsv"});
  const Outcome outcome = Regulon(arguments);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return outcome.out;
}

std::string ErrorOf(const Arguments& arguments, int status = 1) {
  const Outcome outcome = Regulon(arguments);
  EXPECT_EQ(outcome.status, status) << outcome.err;
  EXPECT_THAT(outcome.out, IsEmpty());
  return outcome.err;
}

TEST(Tokens, EmbedGivesARowPerTokenAndAColumnPerNumber) {
  const auto rows = Cells(Out({"embed", Tokens(), "--tokens", "1,5,9"}));
  ASSERT_EQ(rows.size(), 4);
  ASSERT_EQ(rows[0].size(), 3 + 16);
  EXPECT_THAT(std::vector<std::string>(rows[0].begin(), rows[0].begin() + 4),
              ElementsAre("sequence", "position0", "token", "h0"));
  EXPECT_THAT(std::vector<std::string>(rows[3].begin(), rows[3].begin() + 3),
              ElementsAre("1", "2", "9"));
}

TEST(Tokens, EmbedReadsFilesAndStandardInputAlike) {
  const std::string file = WriteFile("reads.txt", "1 5 9\n\n2,\t3\n");
  const std::string both = Out({"embed", Tokens(), "--tokens-file", file});
  const Outcome piped =
      Regulon({"embed", Tokens(), "--tokens-file", "-", "--format", "tsv"},
              {"1 5 9\n\n2,\t3\n", "", 0});
  EXPECT_EQ(piped.out, both);
  const auto rows = Cells(both);
  ASSERT_EQ(rows.size(), 6);
  EXPECT_EQ(rows[4][0], "3");  // its line
  // The same bits as alone.
  const auto alone = Cells(Out({"embed", Tokens(), "--tokens", "2,3"}));
  EXPECT_EQ(rows[5][18], alone[2][18]);
}

TEST(Tokens, EmbedMeansOverTokensWithoutPadding) {
  const auto rows = Cells(Out({"embed", Tokens(), "--tokens", "1,5,9"}));
  const auto mean = Cells(Out({"embed", Tokens(), "--tokens", "1,5,9,0,0",
                               "--padding", "0", "--mean"}));
  ASSERT_EQ(mean.size(), 2);
  EXPECT_EQ(mean[1][1], "3");
  for (int i = 0; i < 16; ++i) {
    double sum = 0;
    for (int t = 1; t <= 3; ++t) sum += std::atof(rows[t][3 + i].c_str());
    EXPECT_NEAR(std::atof(mean[1][2 + i].c_str()), sum / 3, 1e-6);
  }
}

TEST(Tokens, LayersBeginWithTheEmbeddings) {
  const auto first =
      Cells(Out({"embed", Tokens(), "--tokens", "7,5,7", "--layer", "0"}));
  // The same token, whatever its position: those are turned in attention.
  EXPECT_EQ(std::vector<std::string>(first[1].begin() + 3, first[1].end()),
            std::vector<std::string>(first[3].begin() + 3, first[3].end()));
  const auto last =
      Cells(Out({"embed", Tokens(), "--tokens", "7,5,7", "--layer", "2"}));
  EXPECT_NE(last[1][3], last[3][3]);
  EXPECT_THAT(ErrorOf({"embed", Tokens(), "--tokens", "1", "--layer", "3"}),
              HasSubstr("--layer 3: "));
}

TEST(Tokens, CompleteTakesTheLargestLogitOfEmbed) {
  const auto more =
      Cells(Out({"complete", Tokens(), "--tokens", "1,5,9", "--new", "3"}));
  ASSERT_EQ(more.size(), 4);
  std::string tokens = "1,5,9";
  for (int i = 1; i <= 3; ++i) {
    const auto top = Cells(Out({"embed", Tokens(), "--tokens", tokens, "--top",
                                "1", "--logits", "last"}));
    ASSERT_EQ(top.size(), 2);
    EXPECT_THAT(top[0], ElementsAre("sequence", "position0", "token", "rank",
                                    "predicted", "logit", "probability"));
    EXPECT_EQ(more[i][1], absl::StrCat(2 + i));
    EXPECT_EQ(more[i][2], top[1][4]);
    EXPECT_EQ(more[i][3], top[1][5]);
    EXPECT_EQ(more[i][4], top[1][6]);
    absl::StrAppend(&tokens, ",", more[i][2]);
  }
  const auto ended = Cells(Out({"complete", Tokens(), "--tokens", "1,5,9",
                                "--new", "3", "--end", more[1][2]}));
  EXPECT_EQ(ended.size(), 2);
  const auto all =
      Cells(Out({"embed", Tokens(), "--tokens", "1,5,9", "--logits", "all"}));
  ASSERT_EQ(all.size(), 4);
  EXPECT_EQ(all[0].size(), 3 + 32);
}

TEST(Tokens, RoutersDoAsTheyAreTold) {
  const std::string embed = Out({"embed", Tokens(), "--tokens", "1,5,9"});
  const std::string one =
      Out({"embed", Tokens(), "--tokens", "1,5,9", "--top-k", "1"});
  EXPECT_NE(embed, one);
  EXPECT_EQ(Out({"embed", Tokens(), "--tokens", "1,5,9", "--top-k", "2"}),
            embed);
  const auto opened = [](const Arguments& more) {
    Arguments arguments = {"active", Tokens(), "--tokens", "1,5,9"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::string open;
    for (const auto& row : Cells(Out(arguments))) {
      if (row[0] == "(union)" && row[2] == "load" && row[3] == "1") {
        open += row[1] + " ";
      }
    }
    return open;
  };
  EXPECT_THAT(
      opened({"--require", "layer1.expert2", "--require", "layer1.expert0"}),
      AllOf(HasSubstr("domain:layer1.expert2 "),
            HasSubstr("domain:layer1.expert0 "),
            Not(HasSubstr("domain:layer1.expert1 "))));
  EXPECT_THAT(
      opened({"--forbid", "layer0.expert0", "--forbid", "layer0.expert1"}),
      AllOf(HasSubstr("domain:layer0.expert2 "),
            HasSubstr("domain:layer0.expert3 ")));
  EXPECT_THAT(ErrorOf({"embed", Tokens(), "--tokens", "1", "--require",
                       "layer1.expert9"}),
              HasSubstr("no domain is called 'layer1.expert9'; did you mean"));
  EXPECT_THAT(ErrorOf({"embed", Tokens(), "--tokens", "1", "--top-k", "5"}),
              HasSubstr("--top-k 5: at most 5 open domains, but there are 4 "
                        "to choose from; give 1 to 4"));
}

TEST(Tokens, ActiveOfATokenIsAllButOtherRowsAndClosedExperts) {
  const auto rows = Cells(Out({"active", Tokens(), "--tokens", "7"}));
  const auto figure = [&](const std::string& name) {
    for (const auto& row : rows) {
      if (row[0] == "1:0:7" && row[1] == "all" && row[2] == name) {
        return std::atof(row[3].c_str());
      }
    }
    return -1.0;
  };
  EXPECT_EQ(figure("total_active"),
            figure("total_parameters") - 31 * 16 - 4 * 3 * 16 * 24);
  EXPECT_EQ(figure("expert_fraction"), 0.5);
}

TEST(Tokens, PaddingIsCountedNowhere) {
  const std::string usage = InTestFolder("padded.json");
  const std::string out = Out({"active", Tokens(), "--tokens", "1,2,1",
                               "--padding", "1", "--save-usage", usage});
  EXPECT_THAT(out, HasSubstr("1:1:2"));
  EXPECT_THAT(out, Not(HasSubstr("1:0:1")));
  EXPECT_THAT(ReadWholeFile(usage), HasSubstr("\"contexts\": \"1\""));
  EXPECT_THAT(
      ErrorOf({"active", Tokens(), "--tokens", "1,1", "--padding", "1"}),
      HasSubstr("there is no token in it"));
}

TEST(Tokens, SynthNeverReplacesItsConfig) {
  const std::string config = WriteFile("kept.json", "{}");
  EXPECT_THAT(ErrorOf({"synth", "--like", config, "-o", config}),
              HasSubstr("would be overwritten"));
  EXPECT_EQ(ReadWholeFile(config), "{}");
}

TEST(Tokens, NamesWhatIsNoToken) {
  const std::string file = WriteFile("wrong.txt", "1 2\n3 4 32\n");
  EXPECT_THAT(ErrorOf({"embed", Tokens(), "--tokens-file", file, "--mean"}),
              HasSubstr("wrong.txt:2:3: '32' is not in the vocabulary; give "
                        "numbers from 0 to 31"));
  EXPECT_THAT(ErrorOf({"complete", Tokens(), "--tokens", "1,A"}),
              HasSubstr("--tokens, number 2: 'A' is no token id"));
  EXPECT_THAT(ErrorOf({"complete", Tokens(), "--tokens", "1", "--new", "65"}),
              HasSubstr("after 1 there is room for 64 new ones, not 65"));
  std::string many = "1";
  for (int i = 0; i < 64; ++i) many += ",1";
  EXPECT_THAT(ErrorOf({"embed", Tokens(), "--tokens", many}), HasSubstr("64"));
  EXPECT_THAT(ErrorOf({"embed", Tokens()}, 2), HasSubstr("give --tokens"));
  EXPECT_THAT(ErrorOf({"embed", Tokens(), "--tokens", "0", "--padding", "0"}),
              HasSubstr("nothing but padding"));
}

TEST(Tokens, OtherVerbsSayWhomToAsk) {
  const std::string spec = InTestFolder("out.textproto");
  const std::string rules = InTestFolder("out.bnet");
  const std::string contexts = WriteFile("c.tsv", "regulator\tc\nA\t1\n");
  const std::vector<Arguments> questions = {
      {"express", Tokens()},
      {"active", Tokens()},
      {"unopened", Tokens(), contexts},
      {"perturb", Tokens(), "--knock-out", "A"},
      {"explain", Tokens()},
      {"trajectory", Tokens()},
      {"attractors", Tokens()},
      {"control", Tokens(), "--phenotype", "A"},
      {"repertoire", Tokens()},
      {"simulate", Tokens()},
      {"calibrate", Tokens(), "--share", "0.5", "-o", rules},
      {"convert", Tokens(), "-o", spec},
      {"convert", Tokens(), "-o", rules},
  };
  for (const Arguments& question : questions) {
    EXPECT_THAT(ErrorOf(question),
                HasSubstr(" reads tokens, not regulators; ask it by 'regulon "
                          "embed', 'regulon complete' or "))
        << question[0];
  }
  EXPECT_THAT(ErrorOf({"convert", Tokens(), "--dtype", "int8", "-o",
                       InTestFolder("int8.regulon")}),
              HasSubstr("its dtype is chosen where it is made"));
  for (const char* verb : {"embed", "complete", "active"}) {
    EXPECT_THAT(ErrorOf({verb, "models/laci_o2.regulon", "--tokens", "1"}),
                HasSubstr("reads regulators, not tokens; ask it by 'regulon "
                          "express'"));
  }
}

TEST(Tokens, InspectTellsTheirShape) {
  const std::string text = Out({"inspect", Tokens()});
  EXPECT_THAT(text,
              AllOf(HasSubstr("vocabulary\t32\n"), HasSubstr("blocks\t2\n"),
                    HasSubstr("width\t16\n"), HasSubstr("domains, routed\t8\n"),
                    HasSubstr("router\tGATE, SOFTMAX_TOPK, at most 2, "
                              "renormalized\n"),
                    Not(HasSubstr("regulators"))));
}

TEST(Tokens, UsageIsWhatUnopenedAndSpecializeRead) {
  const std::string file = WriteFile("corpus.txt", "1 5\n5\n");
  const std::string usage = InTestFolder("usage.json");
  Out({"embed", Tokens(), "--tokens-file", file, "--top-k", "1", "--save-usage",
       usage});
  const std::string by_active = InTestFolder("active.json");
  Out({"active", Tokens(), "--tokens-file", file, "--top-k", "1",
       "--save-usage", by_active});
  EXPECT_EQ(ReadWholeFile(by_active), ReadWholeFile(usage));

  const auto rows = Cells(Out({"unopened", Tokens(), "--usage", usage}));
  ASSERT_EQ(rows.size(), 1 + 8);
  EXPECT_THAT(rows[0],
              ElementsAre("domain", "layer", "parameters", "opened", "tokens",
                          "share", "sequences_opened", "sequences", "at_most",
                          "corpus", "corpus_sha256"));
  int64_t opened = 0;
  for (size_t i = 1; i < rows.size(); ++i) {
    opened += std::atoi(rows[i][3].c_str());
    EXPECT_EQ(rows[i][4], "3");
    EXPECT_EQ(rows[i][7], "2");
    EXPECT_EQ(rows[i][9], "corpus.txt");
  }
  EXPECT_EQ(opened, 3 * 2);  // one of each block
  EXPECT_THAT(
      ErrorOf({"unopened", Tokens(), "--usage", usage, "--usage", by_active}),
      HasSubstr("corpus.txt would count twice"));

  // The experts that are left answer the corpus with the same bits.
  const std::string small = InTestFolder("small.regulon");
  Out({"specialize", Tokens(), "--usage", usage, "-o", small});
  const Arguments question = {"--tokens-file", file, "--top-k", "1", "--mean"};
  Arguments before = {"embed", Tokens()}, after = {"embed", small};
  before.insert(before.end(), question.begin(), question.end());
  after.insert(after.end(), question.begin(), question.end());
  const auto whole = Cells(Out(before)), rest = Cells(Out(after));
  ASSERT_EQ(rest.size(), 3);
  EXPECT_EQ(rest[0][2], "missing");
  for (int row = 1; row < 3; ++row) {
    EXPECT_EQ(rest[row][2], "0");
    EXPECT_EQ(
        std::vector<std::string>(rest[row].begin() + 3, rest[row].end()),
        std::vector<std::string>(whole[row].begin() + 2, whole[row].end()));
  }
  EXPECT_THAT(ErrorOf({"unopened", small, "--usage", usage}),
              HasSubstr("the usage of another genome than"));
}

TEST(Tokens, OutOfTheRepertoireIsSaid) {
  const std::string usage = InTestFolder("one.json");
  Out({"embed", Tokens(), "--tokens", "1", "--save-usage", usage});
  const std::string small = InTestFolder("one.regulon");
  Out({"specialize", Tokens(), "--usage", usage, "-o", small});
  std::string all = "0";
  for (int t = 1; t < 32; ++t) absl::StrAppend(&all, ",", t);
  const Outcome outcome =
      Regulon({"embed", small, "--tokens", all, "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err,
              HasSubstr(" of 32 tokens are out of the repertoire"));
  int missing = 0;
  for (const auto& row : Cells(outcome.out)) missing += row[3] != "0";
  EXPECT_GT(missing - 1, 0);  // but the heading
  EXPECT_THAT(Regulon({"complete", small, "--tokens", all, "--new", "2"}).err,
              HasSubstr(" tokens are out of the repertoire"));
}

TEST(Tokens, UsageOfContextsIsReadLikewise) {
  const std::string genome = InTestFolder("genes.regulon");
  ASSERT_EQ(
      Regulon({"synth", "-o", genome, "--params", "100k", "--genes", "150",
               "--domains", "24", "--programs", "3", "--regulators", "70"})
          .status,
      0);
  const std::string contexts = WriteFile(
      "cells.tsv", "context\tdonor\tprogram_A\na\tx\t1\nb\tx\t1\nc\ty\t\n");
  const std::string usage = InTestFolder("cells.json");
  const std::string direct =
      Out({"unopened", genome, contexts, "--group-by", "donor", "--top-k", "2",
           "--save-usage", usage});
  EXPECT_EQ(Out({"unopened", genome, "--usage", usage}), direct);
  EXPECT_THAT(ReadWholeFile(usage), HasSubstr("\"asked\": \"--top-k 2\""));
  EXPECT_THAT(ErrorOf({"unopened", genome}, 2), HasSubstr("give CONTEXTS"));
  EXPECT_THAT(
      ErrorOf({"unopened", genome, "--usage", usage, "--set", "A=1"}, 2),
      HasSubstr("counted already"));
}

}  // namespace
}  // namespace regulon
