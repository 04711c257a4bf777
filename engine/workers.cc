#include "engine/workers.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace regulon {
namespace {

constexpr int kBits = 24;
constexpr int kMostTasks = (1 << kBits) - 1 - 4096;  // room for who comes late

uint64_t RoundOf(uint64_t ticket) { return ticket >> (2 * kBits); }
int TasksOf(uint64_t ticket) { return ticket >> kBits & ((1 << kBits) - 1); }
int NextOf(uint64_t ticket) { return ticket & ((1 << kBits) - 1); }

// Whether it came true within 300 us. Gives way to whoever else wants the core.
template <typename Condition>
bool SpinUntil(Condition condition) {
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::microseconds(300);
  for (;;) {
    for (int i = 0; i < 64; ++i) {
      if (condition()) return true;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
}

}  // namespace

Workers::Workers(int threads) {
  if (threads <= 0) {
    threads = std::max(1u, std::thread::hardware_concurrency());
  }
  for (int worker = 1; worker < threads; ++worker) {
    threads_.emplace_back([this, worker] { Serve(worker); });
  }
}

Workers::~Workers() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

// While a claimed task is unfinished its round cannot end, so what belongs to
// the round stays as it is.
bool Workers::Claim(int& task) {
  const uint64_t ticket = ticket_.fetch_add(1);
  task = NextOf(ticket);
  return task < TasksOf(ticket);
}

void Workers::Finish(int tasks) {
  if (unfinished_.fetch_sub(tasks) != tasks) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (waiting_) done_.notify_one();
}

// Whoever takes its next task before it has done the present one may keep it
// from an idle worker, so not of the last ones.
bool Workers::ClaimAhead(int& task) {
  const uint64_t ticket = ticket_;
  return sequence_ && TasksOf(ticket) - NextOf(ticket) > count() && Claim(task);
}

void Workers::Take(int worker) {
  int task, finished = 0;
  for (bool claimed = Claim(task); claimed; ++finished) {
    int next;
    const bool ahead = ClaimAhead(next);
    if (!failed_) {
      try {
        (*task_)(task, ahead ? next : -1, worker);
      } catch (...) {  // out of memory: Run passes it on
        const std::lock_guard<std::mutex> lock(mutex_);
        thrown_ = std::current_exception();
        failed_ = true;
      }
    }
    claimed = ahead || Claim(next);
    task = next;
  }
  if (finished > 0) Finish(finished);
}

void Workers::Serve(int worker) {
  uint64_t seen = 0;
  const auto called = [&] { return stop_ || RoundOf(ticket_) != seen; };
  for (;;) {
    if (!SpinUntil(called)) {
      std::unique_lock<std::mutex> lock(mutex_);
      ++sleeping_;
      wake_.wait(lock, called);
      --sleeping_;
    }
    if (stop_) return;
    seen = RoundOf(ticket_);
    Take(worker);
  }
}

void Workers::Run(int tasks, Task task) {
  RunRound(tasks, false, [&task](int i, int, int worker) { task(i, worker); });
}

void Workers::RunInSequence(int tasks, TaskBeforeNext task) {
  RunRound(tasks, true, task);
}

void Workers::RunRound(int tasks, bool sequence, TaskBeforeNext task) {
  if (threads_.empty() || tasks <= 1) {
    for (int i = 0; i < tasks; ++i) task(i, i + 1 < tasks ? i + 1 : -1, 0);
    return;
  }
  for (; tasks > kMostTasks; tasks -= kMostTasks) {
    const int offset = tasks - kMostTasks;
    RunRound(kMostTasks, sequence,
             [&task, offset](int i, int next, int worker) {
               task(offset + i, next < 0 ? next : offset + next, worker);
             });
  }
  task_ = &task;
  sequence_ = sequence;
  unfinished_ = tasks;
  bool asleep;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const uint64_t round = (RoundOf(ticket_) + 1) & 0xffff;
    ticket_ = round << (2 * kBits) | uint64_t{static_cast<uint32_t>(tasks)}
                                         << kBits;
    asleep = sleeping_ > 0;
  }
  if (asleep) wake_.notify_all();
  Take(0);
  const auto done = [this] { return unfinished_ == 0; };
  if (!SpinUntil(done)) {
    std::unique_lock<std::mutex> lock(mutex_);
    waiting_ = true;
    done_.wait(lock, done);
    waiting_ = false;
  }
  if (failed_) {
    failed_ = false;
    std::rethrow_exception(std::exchange(thrown_, {}));
  }
}

}  // namespace regulon
