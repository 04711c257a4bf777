// Ctrl-C as a question to stop, so that what was begun is written to its end. A
// second one ends the program.
//
//   Interruption interruption;
//   while (!interruption.asked()) { ... }
#ifndef REGULON_ENGINE_CLI_INTERRUPTION_H_
#define REGULON_ENGINE_CLI_INTERRUPTION_H_

namespace regulon {

// One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;

  bool asked() const;

  // While one lives, a system call that waits fails with EINTR at Ctrl-C:
  // for reading. Else it goes on: a write is not cut.
  class Waiting {
   public:
    Waiting();
    ~Waiting();
    Waiting(const Waiting&) = delete;
  };
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_INTERRUPTION_H_
