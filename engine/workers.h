// A few threads that share out numbered tasks.
#ifndef REGULON_ENGINE_WORKERS_H_
#define REGULON_ENGINE_WORKERS_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/functional/function_ref.h"

namespace regulon {

class Workers {
 public:
  using Task = absl::FunctionRef<void(int task, int worker)>;
  // `next` is the task that this worker runs after `task`; -1: not known yet.
  using TaskBeforeNext =
      absl::FunctionRef<void(int task, int next, int worker)>;

  // The calling thread is worker 0. `threads` 0: one per core.
  explicit Workers(int threads);
  ~Workers();
  Workers(const Workers&) = delete;

  int count() const { return static_cast<int>(threads_.size()) + 1; }

  // Runs task 0 .. tasks - 1, each once, and returns when all are done. Which
  // worker takes which is left to chance, so tasks must not depend on it. What
  // a task throws (std::bad_alloc) ends the round and is thrown here. Between
  // rounds that follow each other within 300 us the threads do not sleep.
  void Run(int tasks, Task task);
  void RunInSequence(int tasks, TaskBeforeNext task);

 private:
  void Serve(int worker);
  void Take(int worker);
  bool Claim(int& task);
  bool ClaimAhead(int& task);
  void Finish(int tasks);
  void RunRound(int tasks, bool sequence, TaskBeforeNext task);

  std::vector<std::thread> threads_;
  const TaskBeforeNext* task_ = nullptr;  // what the present round runs
  bool sequence_ = false;                 // by RunInSequence
  // Of the present round: its number, 16 bits, how many tasks it has and the
  // next to be taken, 24 bits each. One word, so that who comes late to a round
  // cannot take its number for that of the next.
  std::atomic<uint64_t> ticket_{0};
  std::atomic<int> unfinished_{0};  // tasks
  std::atomic<bool> stop_{false}, failed_{false};
  std::exception_ptr thrown_;  // by a task of this round

  std::mutex mutex_;  // of what follows
  std::condition_variable wake_, done_;
  int sleeping_ = 0;
  bool waiting_ = false;  // the caller of Run, asleep
};

}  // namespace regulon

#endif  // REGULON_ENGINE_WORKERS_H_
