#include "engine/workers.h"

#include <atomic>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

TEST(Workers, RunEveryTaskOnceInEveryRound) {
  for (const int threads : {1, 2, 5}) {
    Workers workers(threads);
    EXPECT_EQ(workers.count(), threads);
    for (const int tasks : {0, 1, 2, 7, 1000, 3}) {
      std::vector<std::atomic<int>> runs(tasks);
      std::vector<int> worker_of(tasks, -1);
      workers.Run(tasks, [&](int task, int worker) {
        ++runs[task];
        worker_of[task] = worker;
      });
      for (int task = 0; task < tasks; ++task) {
        ASSERT_EQ(runs[task], 1) << tasks << " tasks, " << threads;
        ASSERT_GE(worker_of[task], 0);
        ASSERT_LT(worker_of[task], threads);
      }
    }
  }
}

// Per-worker memory is what stages rely on.
TEST(Workers, NeverRunTwoTasksAtOnceUnderOneNumber) {
  Workers workers(4);
  std::vector<std::atomic<int>> inside(workers.count());
  std::atomic<int> clashes{0};
  for (int round = 0; round < 200; ++round) {
    workers.Run(40, [&](int, int worker) {
      if (++inside[worker] != 1) ++clashes;
      --inside[worker];
    });
  }
  EXPECT_EQ(clashes, 0);
}

TEST(Workers, AreOnePerCoreUnlessTold) { EXPECT_GE(Workers(0).count(), 1); }

}  // namespace
}  // namespace regulon
