// Published models, read from where they stand beside the checkout: in, out and
// in again they stay the functions that their files state.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/convert/bnet.h"
#include "engine/convert/convert.h"
#include "engine/convert/rule_model.h"
#include "engine/convert/sbml_qual.h"
#include "engine/genome/genome.h"
#include "engine/logic/network.h"
#include "engine/logic/system.h"
#include "gtest/gtest.h"
#include "tests/convert/rule_program.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

namespace fs = std::filesystem;

// gene -> rule, as the text of a .bnet file has it; made without the reader.
std::map<std::string, std::string> RulesIn(const std::string& bnet) {
  std::map<std::string, std::string> rules;
  for (const absl::string_view line : absl::StrSplit(bnet, '\n')) {
    const std::pair<absl::string_view, absl::string_view> cells =
        absl::StrSplit(line, absl::MaxSplits(',', 1));
    const absl::string_view gene = absl::StripAsciiWhitespace(cells.first);
    if (gene.empty() || gene[0] == '#' || gene == "targets") continue;
    rules[std::string(gene)] = std::string(cells.second);
  }
  return rules;
}

std::map<std::string, std::string> RulesIn(const proto::GenomeSpec& spec) {
  std::map<std::string, std::string> rules;
  for (const proto::GeneSpec& gene : spec.gene()) {
    rules[gene.id()] = gene.rule();
  }
  return rules;
}

std::string TextOf(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A variable per gene and per name that a rule reads, 64 states at a time: all
// states of up to 12 variables, else 1,024 drawn at random.
class States {
 public:
  explicit States(const std::map<std::string, std::string>& rules) {
    for (const auto& [gene, rule] : rules) Variable(gene);
    for (const auto& [gene, rule] : rules) {
      programs_.emplace(gene,
                        RuleProgram(rule, [this](const std::string& name) {
                          return Variable(name);
                        }));
    }
    std::mt19937_64 random(1);
    const size_t n = names_.size();
    const size_t blocks = n > 12 ? 16 : n > 6 ? size_t{1} << (n - 6) : 1;
    for (size_t block = 0; block < blocks; ++block) {
      std::vector<uint64_t>& values = blocks_.emplace_back(n);
      for (size_t v = 0; v < n; ++v) {
        for (uint64_t bit = 0; n <= 12 && bit < 64; ++bit) {
          values[v] |= ((block * 64 + bit) >> v & 1) << bit;
        }
        if (n > 12) values[v] = random();
      }
    }
  }

  const std::vector<std::vector<uint64_t>>& blocks() const { return blocks_; }
  const std::vector<std::string>& names() const { return names_; }
  bool Knows(const std::string& name) const { return index_.count(name) > 0; }
  int Variable(const std::string& name) {
    const auto [at, added] = index_.emplace(name, names_.size());
    if (added) names_.push_back(name);
    return at->second;
  }
  // Of a gene in a block; a name that is no gene keeps its value.
  uint64_t Next(const std::string& name, size_t block) const {
    const auto program = programs_.find(name);
    return program == programs_.end() ? blocks_[block][index_.at(name)]
                                      : program->second.Run(blocks_[block]);
  }

  // The same of other rules over the same names.
  void ExpectSame(const std::map<std::string, std::string>& rules) {
    for (const auto& [gene, rule] : rules) {
      ASSERT_TRUE(Knows(gene)) << gene;
      const RuleProgram program(rule, [this](const std::string& name) {
        EXPECT_TRUE(Knows(name)) << name;
        return Variable(name);
      });
      for (size_t b = 0; b < blocks_.size(); ++b) {
        ASSERT_EQ(program.Run(blocks_[b]), Next(gene, b)) << gene;
      }
    }
    for (const auto& [gene, program] : programs_) {
      // What is not there is an input, as a gene of its own rule is.
      if (rules.count(gene) > 0) continue;
      for (size_t b = 0; b < blocks_.size(); ++b) {
        ASSERT_EQ(blocks_[b][index_.at(gene)], Next(gene, b)) << gene;
      }
    }
  }

  void ExpectSame(const System& system) {
    std::vector<std::string> names = names_;
    std::sort(names.begin(), names.end());
    ASSERT_EQ(system.names, names);
    const Circuit& circuit = system.circuit;
    const std::vector<uint32_t> nodes = circuit.NodesOf(system.next);
    std::vector<uint64_t> on(circuit.nodes());
    const auto value = [&on](Literal a) {
      return IsNegated(a) ? ~on[NodeOf(a)] : on[NodeOf(a)];
    };
    for (size_t b = 0; b < blocks_.size(); ++b) {
      for (int i = 0; i < system.size(); ++i) {
        on[i + 1] = blocks_[b][Variable(system.names[i])];
      }
      for (const uint32_t node : nodes) {
        on[node] = value(circuit.Inputs(node).first) &
                   value(circuit.Inputs(node).second);
      }
      for (int i = 0; i < system.size(); ++i) {
        ASSERT_EQ(value(system.next[i]), Next(system.names[i], b))
            << system.names[i];
      }
    }
  }

 private:
  std::vector<std::string> names_;
  std::map<std::string, int> index_;
  std::map<std::string, RuleProgram> programs_;
  std::vector<std::vector<uint64_t>> blocks_;
};

class PublishedModels : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("REGULON_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
    reference_ = fs::path(shared) / "reference";
  }
  std::vector<fs::path> Files(const std::string& folder,
                              const std::string& extension) const {
    std::vector<fs::path> files;
    for (const auto& entry :
         fs::recursive_directory_iterator(reference_ / folder)) {
      if (entry.path().extension() == extension) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  fs::path reference_;
};

constexpr int kParts = 4;

class PartOfPublishedModels : public PublishedModels,
                              public ::testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(Each, PartOfPublishedModels,
                         ::testing::Range(0, kParts));

TEST_P(PartOfPublishedModels, StayTheirFunctionsInAndOutAgain) {
  const std::vector<fs::path> files = Files("bnet", ".bnet");
  EXPECT_EQ(files.size(), 214u);
  for (size_t i = GetParam(); i < files.size(); i += kParts) {
    const fs::path& file = files[i];
    SCOPED_TRACE(file.filename());
    const std::string text = TextOf(file);
    States states(RulesIn(text));

    const std::vector<SourceText> sources = {{file.filename(), text}};
    const auto model = ReadModel(sources);
    ASSERT_TRUE(model.ok()) << model.status();
    states.ExpectSame(RulesIn(model->spec));

    const std::string path = Scratch("model.regulon");
    const auto warnings = WriteGenomeOf(*model, sources, "model", path);
    ASSERT_TRUE(warnings.ok()) << warnings.status();
    const auto genome = Genome::Open(path);
    ASSERT_TRUE(genome.ok()) << genome.status();
    const auto network = Network::FromGenome(**genome);
    ASSERT_TRUE(network.ok()) << network.status();
    const auto system = MakeSystem(*network, {});
    ASSERT_TRUE(system.ok()) << system.status();
    states.ExpectSame(*system);

    const auto rules = RulesOfGenome(**genome);
    ASSERT_TRUE(rules.ok()) << rules.status();
    const auto bnet = WriteBnet(*rules);
    ASSERT_TRUE(bnet.ok()) << bnet.status();
    states.ExpectSame(RulesIn(*bnet));
    const auto bnet_again = ReadBnet({{"again.bnet", *bnet}});
    ASSERT_TRUE(bnet_again.ok()) << bnet_again.status();
    states.ExpectSame(RulesIn(bnet_again->spec));

    const auto sbml = WriteSbmlQual(*rules);
    ASSERT_TRUE(sbml.ok()) << sbml.status();
    const auto sbml_again = ReadSbmlQual({{"again.sbml", *sbml}});
    ASSERT_TRUE(sbml_again.ok()) << sbml_again.status();
    states.ExpectSame(RulesIn(sbml_again->spec));
    if (HasFatalFailure()) return;
  }
}

TEST_F(PublishedModels, InSbmlQualAreTheirTwinsInBnet) {
  const std::vector<fs::path> files = Files("sbml-qual", ".sbml");
  EXPECT_EQ(files.size(), 40u);
  for (const fs::path& file : files) {
    SCOPED_TRACE(file.filename());
    const fs::path twin =
        reference_ / "bnet" / "bbm" / (file.stem().string() + ".bnet");
    States states(RulesIn(TextOf(twin)));
    const auto model = ReadSbmlQual({{file.filename(), TextOf(file)}});
    ASSERT_TRUE(model.ok()) << model.status();
    states.ExpectSame(RulesIn(model->spec));
    size_t named = model->spec.gene_size() + model->spec.regulator_size();
    EXPECT_EQ(named, states.names().size());
    if (HasFatalFailure()) return;
  }
}

TEST_F(PublishedModels, OfMaBossInSbmlQualAreRead) {
  for (const auto& [name, genes, inputs] :
       {std::tuple{"Cohen", 30, 2}, std::tuple{"cell_fate", 25, 3}}) {
    const fs::path file = reference_ / "maboss" / absl::StrCat(name, ".sbml");
    const auto model = ReadSbmlQual({{file.filename(), TextOf(file)}});
    ASSERT_TRUE(model.ok()) << model.status();
    EXPECT_EQ(model->spec.gene_size(), genes);
    EXPECT_EQ(model->spec.regulator_size(), inputs);
  }
}

}  // namespace
}  // namespace regulon
