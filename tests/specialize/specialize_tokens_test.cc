// A genome that reads tokens, made smaller for those of a usage.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/genome/genome.h"
#include "engine/query/token_account.h"
#include "engine/specialize/specialize.h"
#include "engine/transformer/transformer.h"
#include "gtest/gtest.h"
#include "tests/transformer/tiny_genome.h"

namespace regulon {
namespace {

TokenReading ReadAll(const Genome& genome, const std::vector<int32_t>& tokens) {
  TransformerOptions options;
  options.top_k = 1;
  const auto transformer = *Transformer::Create(genome, options);
  Sequence sequence = *transformer->NewSequence(tokens.size());
  TokenReading reading;
  EXPECT_TRUE(transformer->Read(tokens, sequence, reading).ok());
  return reading;
}

TEST(SpecializeTokens, KeepsWhatTheCorpusOpensToTheBit) {
  for (const DType dtype : {DType::kF32, DType::kI8}) {
    const auto parent = WriteTiny(TinyMixture(), dtype);
    const std::vector<int32_t> corpus = {1, 5};
    const TokenReading before = ReadAll(*parent, corpus);
    OpeningTally openings(parent->manifest().domains_size());
    CountOpenings(corpus, /*padding=*/-1, before, openings);
    SpecializeOptions options;
    options.corpus = "reads.txt";
    const std::string path = testing::TempDir() + "/small.regulon";
    const auto made = Specialize(*parent, openings, options, path);
    ASSERT_TRUE(made.ok()) << made.status();
    const auto dropped = static_cast<int64_t>(made->dropped.size());
    EXPECT_GE(dropped, 4);  // of eight; two tokens open at most four
    // Gate, up and down; and in int8 a scale of each of their columns.
    const int64_t expert =
        3 * 24 * 40 + (dtype == DType::kI8 ? 40 + 40 + 24 : 0);
    EXPECT_EQ(made->parameters, made->parameters_before - dropped * expert);
    const auto child = *Genome::Open(path);
    const TokenReading after = ReadAll(*child, corpus);
    EXPECT_EQ(after.hidden, before.hidden);
    EXPECT_EQ(after.open, before.open);
    EXPECT_EQ(after.missing, std::vector<uint8_t>(2 * 8, 0));
    // Others are told what they miss.
    std::vector<int32_t> others;
    for (int t = 0; t < 70; ++t) others.push_back(t);
    const TokenReading whole = ReadAll(*parent, others);
    const TokenReading part = ReadAll(*child, others);
    int missing = 0;
    for (const int d : made->dropped) {
      for (int t = 0; t < 70; ++t) {
        missing += part.missing[t * 8 + d];
        EXPECT_EQ(part.open[t * 8 + d], 0);
        if (d >= 4) continue;  // the first block sees the same tokens
        EXPECT_EQ(part.missing[t * 8 + d], whole.open[t * 8 + d]);
      }
    }
    EXPECT_GT(missing, 0);
  }
}

}  // namespace
}  // namespace regulon
