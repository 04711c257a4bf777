// A few threads that share out numbered tasks.
#ifndef REGULON_ENGINE_WORKERS_H_
#define REGULON_ENGINE_WORKERS_H_

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/functional/function_ref.h"

namespace regulon {

class Workers {
 public:
  using Task = absl::FunctionRef<void(int task, int worker)>;

  // The calling thread is worker 0. `threads` 0: one per core.
  explicit Workers(int threads);
  ~Workers();
  Workers(const Workers&) = delete;

  int count() const { return static_cast<int>(threads_.size()) + 1; }

  // Runs task 0 .. tasks - 1, each once, and returns when all are done. Which
  // worker takes which is left to chance, so tasks must not depend on it. What
  // a task throws (std::bad_alloc) ends the round and is thrown here.
  void Run(int tasks, Task task);

 private:
  void Serve(int worker);
  void Take(Task task, int worker);

  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  const Task* task_ = nullptr;  // what the present round runs
  int round_ = 0, busy_ = 0, tasks_ = 0;
  bool stop_ = false;
  std::atomic<int> next_{0};
  std::exception_ptr thrown_;  // by a task of this round
};

}  // namespace regulon

#endif  // REGULON_ENGINE_WORKERS_H_
