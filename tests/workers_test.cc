#include "engine/workers.h"

#include <atomic>
#include <chrono>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

constexpr int kThreads[] = {1, 2, 5};
constexpr int kTasks[] = {0, 1, 2, 3, 7, 1000, 3};

TEST(Workers, RunEveryTaskOnceInEveryRound) {
  for (const int threads : kThreads) {
    Workers workers(threads);
    EXPECT_EQ(workers.count(), threads);
    for (const int tasks : kTasks) {
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

TEST(Workers, TellWhatTheyRunNextOrThatTheyDoNotKnow) {
  for (const int threads : kThreads) {
    Workers workers(threads);
    for (const int tasks : kTasks) {
      std::vector<std::atomic<int>> runs(tasks);
      // What each worker ran, with what it was told that comes next.
      struct Step {
        int task, next;
      };
      std::vector<std::vector<Step>> steps(threads);
      workers.RunInSequence(tasks, [&](int task, int next, int worker) {
        ++runs[task];
        steps[worker].push_back({task, next});
      });
      for (int task = 0; task < tasks; ++task) ASSERT_EQ(runs[task], 1);
      int told = 0;
      for (const std::vector<Step>& mine : steps) {
        for (size_t i = 0; i < mine.size(); ++i) {
          if (mine[i].next == -1) continue;
          ++told;
          ASSERT_LT(i + 1, mine.size()) << "told of a task that never came";
          ASSERT_EQ(mine[i].next, mine[i + 1].task);
        }
      }
      // All but the last of each worker, and but the last ones of all.
      EXPECT_GE(told, threads == 1 ? tasks - 1 : tasks - 3 * threads);
    }
  }
}

// Per-worker memory is what stages rely on.
TEST(Workers, NeverRunTwoTasksAtOnceUnderOneNumber) {
  Workers workers(4);
  std::vector<std::atomic<int>> inside(workers.count());
  std::atomic<int> clashes{0};
  const auto task = [&](int worker) {
    if (++inside[worker] != 1) ++clashes;
    --inside[worker];
  };
  for (int round = 0; round < 200; ++round) {
    workers.Run(40, [&](int, int worker) { task(worker); });
    workers.RunInSequence(40, [&](int, int, int worker) { task(worker); });
  }
  EXPECT_EQ(clashes, 0);
}

// Two tasks on two workers wait for each other: either at the end of a round,
// where nobody may keep a task that it does not run yet.
TEST(Workers, ShareOutTheLastTasks) {
  Workers workers(2);
  for (const int tasks : {2, 3, 6}) {
    std::atomic<int> begun{0}, overlaps{0};
    workers.RunInSequence(tasks, [&](int task, int, int) {
      if (task < tasks - 2) return;
      ++begun;
      const auto end =
          std::chrono::steady_clock::now() + std::chrono::seconds(20);
      while (begun < 2 && std::chrono::steady_clock::now() < end) {
        std::this_thread::yield();
      }
      if (begun == 2) ++overlaps;
    });
    EXPECT_EQ(overlaps, 2) << tasks << " tasks";
  }
}

TEST(Workers, WriteWhatTheCallerReadsInManyShortRounds) {
  for (const int threads : {2, 4}) {
    Workers workers(threads);
    std::vector<int> values(5, 0);
    for (int round = 1; round <= 20000; ++round) {
      workers.Run(5, [&](int task, int) { ++values[task]; });
      for (const int value : values) ASSERT_EQ(value, round);
    }
  }
}

// Past the time for which threads wait without sleeping.
TEST(Workers, WakeUpForARoundThatComesLate) {
  Workers workers(3);
  for (int round = 0; round < 20; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    std::atomic<int> runs{0};
    workers.Run(10, [&](int, int) { ++runs; });
    ASSERT_EQ(runs, 10);
  }
}

TEST(Workers, PassOnWhatATaskThrows) {
  for (const int threads : kThreads) {
    Workers workers(threads);
    for (int round = 0; round < 100; ++round) {
      EXPECT_THROW(workers.Run(20,
                               [&](int task, int) {
                                 if (task == round % 20) throw std::bad_alloc();
                               }),
                   std::bad_alloc);
      EXPECT_THROW(workers.RunInSequence(
                       20, [](int, int, int) { throw std::runtime_error(""); }),
                   std::runtime_error);
      std::atomic<int> runs{0};
      workers.Run(20, [&](int, int) { ++runs; });
      ASSERT_EQ(runs, 20) << "after an exception";
    }
  }
}

TEST(Workers, AreOnePerCoreUnlessTold) { EXPECT_GE(Workers(0).count(), 1); }

}  // namespace
}  // namespace regulon
