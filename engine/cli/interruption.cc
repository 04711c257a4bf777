#include "engine/cli/interruption.h"

#include <csignal>

namespace regulon {
namespace {

volatile std::sig_atomic_t stop_asked = 0;

void AskToStop(int) { stop_asked = 1; }

// Once asked, the next Ctrl-C does what it does by default.
void Listen(int flags) {
  if (stop_asked != 0) return;
  struct sigaction action = {};
  action.sa_handler = AskToStop;
  action.sa_flags = flags | static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
}

}  // namespace

Interruption::Interruption() {
  stop_asked = 0;
  Listen(SA_RESTART);
}

Interruption::~Interruption() { std::signal(SIGINT, SIG_DFL); }

bool Interruption::asked() const { return stop_asked != 0; }

Interruption::Waiting::Waiting() { Listen(0); }
Interruption::Waiting::~Waiting() { Listen(SA_RESTART); }

}  // namespace regulon
