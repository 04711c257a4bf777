#include "engine/expression/metacells.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

namespace regulon {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Cells of `types` kinds in turn, each kind with genes of its own, by counts.
Expression Cells(int samples, int genes, int types) {
  Expression cells;
  cells.unit = *ParseUnit("counts");
  cells.source = "cells";
  std::mt19937 random(7);
  for (int gene = 0; gene < genes; ++gene) {
    cells.genes.push_back("g" + std::to_string(gene));
  }
  for (int sample = 0; sample < samples; ++sample) {
    cells.samples.push_back("c" + std::to_string(sample));
    for (int gene = 0; gene < genes; ++gene) {
      const bool own = gene % types == sample % types;
      cells.values.push_back(
          static_cast<float>(own ? 10 + random() % 10 : random() % 2));
    }
  }
  return cells;
}

Metacells Make(const Expression& cells, const std::vector<int>& group, int most,
               int threads = 1) {
  Workers workers(threads);
  MetacellOptions options;
  options.most = most;
  auto made = MakeMetacells(cells, group, options, workers);
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? *std::move(made) : Metacells();
}

TEST(Metacells, AreOfOneKindOfCell) {
  const Expression cells = Cells(600, 60, 3);
  const Metacells metacells = Make(cells, {}, 12);
  ASSERT_EQ(metacells.sizes.size(), 12);
  std::vector<std::set<int>> kinds(12);
  std::vector<int> sizes(12);
  for (int i = 0; i < 600; ++i) {
    kinds[metacells.metacell_of[i]].insert(i % 3);
    ++sizes[metacells.metacell_of[i]];
  }
  EXPECT_THAT(kinds, Each(testing::SizeIs(1)));
  EXPECT_EQ(sizes, metacells.sizes);
  EXPECT_EQ(metacells.expression.genes, cells.genes);
  EXPECT_EQ(metacells.expression.samples[11], "metacell_12");
}

TEST(Metacells, AreMeansOnTheLinearScale) {
  Expression cells;
  cells.unit = *ParseUnit("log2(tpm+1)");
  cells.samples = {"a", "b", "c", "d"};
  cells.genes = {"g", "h"};
  cells.values = {1, 0, 3, 0, 1, 2, 3, 0};  // tpm 1 7 1 7 and 0 0 3 0
  const Metacells one = Make(cells, {}, 1);
  EXPECT_THAT(one.sizes, ElementsAre(4));
  EXPECT_FLOAT_EQ(one.expression.at(0, 0), std::log2(5.0f));
  EXPECT_FLOAT_EQ(one.expression.at(0, 1), std::log2(1.75f));
  EXPECT_EQ(one.expression.unit.text, "log2(tpm+1)");
}

TEST(Metacells, NeverMixGroups) {
  const Expression cells = Cells(500, 20, 2);
  std::vector<int> group;
  for (int i = 0; i < 500; ++i) group.push_back(i < 5 ? 9 : i % 4);
  for (const int most : {5, 6, 20, 100, 1000}) {
    const Metacells metacells = Make(cells, group, most);
    EXPECT_LE(metacells.sizes.size(), most);
    EXPECT_GE(metacells.sizes.size(), 5);
    for (int i = 0; i < 500; ++i) {
      ASSERT_EQ(metacells.group[metacells.metacell_of[i]], group[i]);
    }
  }
}

TEST(Metacells, AreTheCellsWhereThereAreEnough) {
  const Expression cells = Cells(50, 20, 2);
  const Metacells metacells = Make(cells, {}, 50);
  EXPECT_THAT(metacells.sizes, Each(1));
  for (int i = 0; i < 50; ++i) {
    for (int gene = 0; gene < 20; ++gene) {
      ASSERT_EQ(metacells.expression.at(metacells.metacell_of[i], gene),
                cells.at(i, gene));
    }
  }
}

TEST(Metacells, DivideCellsThatAreAlike) {
  Expression cells = Cells(40, 3, 1);
  cells.values.assign(cells.values.size(), 2);
  const Metacells metacells = Make(cells, {}, 7);
  EXPECT_EQ(metacells.sizes.size(), 7);
  EXPECT_THAT(metacells.expression.values, Each(2));
}

TEST(Metacells, AreTheSameBitsForAnyNumberOfThreads) {
  const Expression cells = Cells(3000, 50, 5);
  const Metacells one = Make(cells, {}, 100, 1);
  for (const int threads : {2, 5}) {
    const Metacells other = Make(cells, {}, 100, threads);
    EXPECT_EQ(one.metacell_of, other.metacell_of);
    EXPECT_EQ(one.expression.values, other.expression.values);
  }
}

TEST(Metacells, SayWhatTheyCannotDo) {
  Workers workers(1);
  MetacellOptions options;
  options.most = 2;
  Expression cells = Cells(4, 3, 1);
  const auto error_of = [&](const std::vector<int>& group) {
    return std::string(
        MakeMetacells(cells, group, options, workers).status().message());
  };
  EXPECT_THAT(error_of({0, 1, 2, 2}), HasSubstr("3 groups for at most 2"));
  EXPECT_THAT(error_of({0, 1}), HasSubstr("2 groups for 4 samples"));
  cells.values[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(error_of({}), HasSubstr("missing values"));
  cells.unit = *ParseUnit("boolean");
  EXPECT_THAT(error_of({}), HasSubstr("boolean"));
}

}  // namespace
}  // namespace regulon
