#include "engine/workers.h"

#include <algorithm>
#include <utility>

namespace regulon {

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

void Workers::Take(Task task, int worker) {
  try {
    for (int i = next_++; i < tasks_; i = next_++) task(i, worker);
  } catch (...) {  // out of memory: Run passes it on
    const std::lock_guard<std::mutex> lock(mutex_);
    thrown_ = std::current_exception();
    next_ = tasks_;
  }
}

void Workers::Serve(int worker) {
  int seen = 0;
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stop_ || round_ != seen; });
    if (stop_) return;
    seen = round_;
    const Task& task = *task_;
    lock.unlock();
    Take(task, worker);
    lock.lock();
    if (--busy_ == 0) done_.notify_one();
  }
}

void Workers::Run(int tasks, Task task) {
  if (threads_.empty() || tasks <= 1) {
    for (int i = 0; i < tasks; ++i) task(i, 0);
    return;
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    task_ = &task;
    tasks_ = tasks;
    next_ = 0;
    busy_ = static_cast<int>(threads_.size());
    ++round_;
  }
  wake_.notify_all();
  Take(task, 0);
  std::unique_lock<std::mutex> lock(mutex_);
  done_.wait(lock, [this] { return busy_ == 0; });
  if (thrown_ != nullptr) std::rethrow_exception(std::exchange(thrown_, {}));
}

}  // namespace regulon
