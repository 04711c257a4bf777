// Which domains open: thresholds, the cap, and what a query requires and
// forbids.

#include <algorithm>
#include <random>
#include <vector>

#include "engine/routing/router.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;

// All domains are routed, and none has a threshold, unless a test says so.
struct Question {
  std::vector<float> threshold;
  std::vector<uint8_t> required, forbidden;
  int model_top_k = 0, top_k = 0;
  bool everything_open = false;
  std::vector<int> routed;
  int domains = 0;

  std::vector<int> Open(const std::vector<double>& score) const {
    RouterTables tables;
    tables.score = Score::kGate;
    tables.top_k = model_top_k;
    tables.everything_open = everything_open;
    tables.threshold = threshold;
    tables.routed = routed;
    tables.domains = domains;
    if (routed.empty()) {
      for (size_t d = 0; d < score.size(); ++d) tables.routed.push_back(d);
      tables.domains = score.size();
    }
    const absl::StatusOr<Router> router = Router::Create(tables);
    EXPECT_TRUE(router.ok()) << router.status();
    RouterInput input;
    input.required = required;
    input.forbidden = forbidden;
    input.top_k = top_k;
    std::vector<double> order(score.size());
    std::vector<uint8_t> open(score.size(), 9);
    router->Choose(score, input, absl::MakeSpan(order), absl::MakeSpan(open));
    std::vector<int> chosen;
    for (size_t q = 0; q < open.size(); ++q) {
      if (open[q] != 0) chosen.push_back(router->tables().routed[q]);
    }
    return chosen;
  }
};

TEST(Choose, WithoutThresholdsTakesTheLargestWhateverTheirSign) {
  Question question;
  EXPECT_THAT(question.Open({-1e300, -5, 3}), ElementsAre(0, 1, 2));
  question.model_top_k = 2;
  EXPECT_THAT(question.Open({-9, -5, -7}), ElementsAre(1, 2));
}

TEST(Choose, TakesTheCapOfTheQueryInThePlaceOfTheModels) {
  Question question;
  question.model_top_k = 2;
  question.top_k = 1;
  EXPECT_THAT(question.Open({1, 4, 3, 2}), ElementsAre(1));
  question.top_k = 3;
  EXPECT_THAT(question.Open({1, 4, 3, 2}), ElementsAre(1, 2, 3));
  question.top_k = 9;
  EXPECT_THAT(question.Open({1, 4, 3, 2}), ElementsAre(0, 1, 2, 3));
  question.top_k = 0;
  EXPECT_THAT(question.Open({1, 4, 3, 2}), ElementsAre(1, 2));
}

TEST(Choose, GivesTheNextBestThePlaceOfAForbiddenDomain) {
  Question question;
  question.top_k = 2;
  question.forbidden = {1, 0, 0, 0};
  EXPECT_THAT(question.Open({9, 8, 7, 6}), ElementsAre(1, 2));
  question.forbidden = {1, 1, 1, 0};
  EXPECT_THAT(question.Open({9, 8, 7, 6}), ElementsAre(3));
  question.forbidden = {1, 1, 1, 1};
  EXPECT_THAT(question.Open({9, 8, 7, 6}), ElementsAre());
  question.top_k = 0;
  question.forbidden = {0, 1, 0, 0};
  EXPECT_THAT(question.Open({9, 8, 7, 6}), ElementsAre(0, 2, 3));
}

TEST(Choose, GivesRequiredDomainsTheFirstPlacesUnderTheCap) {
  Question question;
  question.top_k = 2;
  question.required = {0, 0, 0, 1};
  EXPECT_THAT(question.Open({9, 8, 7, 6}), ElementsAre(0, 3));
  question.required = {0, 0, 1, 1};
  EXPECT_THAT(question.Open({9, 8, 7, 6}), ElementsAre(2, 3));
  question.forbidden = {1, 0, 0, 0};
  question.required = {0, 0, 0, 1};
  EXPECT_THAT(question.Open({9, 8, 7, 6}), ElementsAre(1, 3));
  // One that would open anyway takes no second place.
  question.required = {0, 1, 0, 0};
  EXPECT_THAT(question.Open({9, 8, 7, 6}), ElementsAre(1, 2));
}

TEST(Choose, OpensAllThatIsRequiredThoughTheCapIsSmaller) {
  Question question;
  question.top_k = 2;
  question.required = {0, 1, 1, 1};
  EXPECT_THAT(question.Open({9, 8, 7, 6}), ElementsAre(1, 2, 3));
  question.top_k = 1;
  EXPECT_THAT(question.Open({9, 8, 7, 6}), ElementsAre(1, 2, 3));
}

TEST(Choose, OpensRequiredDomainsBelowTheirThresholdAndNoForbiddenOneAbove) {
  Question question;
  question.threshold = {5, 5, 5, 5};
  question.required = {1, 0, 0, 0};
  question.forbidden = {0, 0, 0, 1};
  EXPECT_THAT(question.Open({0, 0, 5, 9}), ElementsAre(0, 2));
  question.top_k = 1;
  EXPECT_THAT(question.Open({0, 0, 5, 9}), ElementsAre(0));
}

TEST(Choose, GivesTiesToTheLowestIndexAmongTheRest) {
  Question question;
  question.top_k = 3;
  question.required = {0, 0, 0, 0, 1};
  EXPECT_THAT(question.Open({1, 1, 1, 1, 1}), ElementsAre(0, 1, 4));
  question.forbidden = {1, 0, 0, 0, 0};
  EXPECT_THAT(question.Open({1, 1, 1, 1, 1}), ElementsAre(1, 2, 4));
  // The required one stands above the tie and is no part of it.
  EXPECT_THAT(question.Open({1, 1, 2, 1, 9}), ElementsAre(1, 2, 4));
}

// Lists are of domains, of which some are not routed.
TEST(Choose, KnowsRoutedDomainsByTheirNumber) {
  Question question;
  question.domains = 5;
  question.routed = {1, 3, 4};
  question.top_k = 1;
  question.required = {1, 0, 1, 1, 0};
  EXPECT_THAT(question.Open({9, 0, 8}), ElementsAre(3));
  question.required = {};
  question.forbidden = {0, 1, 0, 0, 0};
  EXPECT_THAT(question.Open({9, 0, 8}), ElementsAre(4));
}

TEST(Choose, OpensEverythingOnRequestWhateverIsForbidden) {
  Question question;
  question.everything_open = true;
  question.top_k = 1;
  question.required = {1, 0, 0};
  question.forbidden = {0, 1, 0};
  EXPECT_THAT(question.Open({0, 0, 0}), ElementsAre(0, 1, 2));
}

// Against a sort by (required first, score, index), with many equal scores.
TEST(Choose, IsASort) {
  std::mt19937 random(3);
  for (int trial = 0; trial < 2000; ++trial) {
    const int domains = 1 + static_cast<int>(random() % 12);
    Question question;
    question.top_k = static_cast<int>(random() % (domains + 2));
    std::vector<double> score(domains);
    std::vector<int> order;
    size_t required = 0;
    for (int d = 0; d < domains; ++d) {
      score[d] = static_cast<double>(random() % 4);
      question.threshold.push_back(static_cast<float>(random() % 3));
      question.required.push_back(random() % 5 == 0);
      question.forbidden.push_back(!question.required[d] && random() % 5 == 0);
      required += question.required[d];
      if (question.required[d] ||
          (score[d] >= question.threshold[d] && !question.forbidden[d])) {
        order.push_back(d);
      }
    }
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
      return question.required[a] != question.required[b]
                 ? question.required[a] > question.required[b]
                 : score[a] > score[b];
    });
    const size_t cap = std::max<size_t>(question.top_k, required);
    if (question.top_k > 0 && order.size() > cap) order.resize(cap);
    std::sort(order.begin(), order.end());
    ASSERT_EQ(question.Open(score), order) << "trial " << trial;
  }
}

}  // namespace
}  // namespace regulon
