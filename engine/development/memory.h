// The memory of a domain, in 0..1, and when it can hold two values:
//
//   m <- m + eta (sigmoid(J m + lambda0 - h) - m)
//
// lambda0, the drive, is the domain's score without the memory's own term. With
// u = lambda0 - h, m is at rest where u = logit(m) - J m. For J > 4 that turns
// twice, at m = (1 -+ sqrt(1 - 4 / J)) / 2, the fold: between the two values of
// u two memories are stable, beyond them one.
#ifndef REGULON_ENGINE_DEVELOPMENT_MEMORY_H_
#define REGULON_ENGINE_DEVELOPMENT_MEMORY_H_

#include <optional>

namespace regulon {

struct MemoryLaw {
  double feedback = 0;   // J, nats
  double threshold = 0;  // h, nats
  double rate = 0;       // eta, 0..1; 0: the memory holds
};

double Renew(const MemoryLaw& law, double memory, double drive);

struct Fold {
  // A memory at rest is below the first or above the second.
  double low_memory, high_memory;
  // Of drive - threshold, nats: two memories are stable strictly between. A
  // high memory is lost below the first, a low one rises above the second.
  double lower, upper;
};

// None for J <= 4.
std::optional<Fold> FoldOf(const MemoryLaw& law);

// The nats of drive that a memory is inside its fold, negative where it is
// beyond and on its way to the other side: what a high one may lose, or a low
// one may gain, before it turns.
double DistanceToFold(const Fold& fold, const MemoryLaw& law, bool high,
                      double drive);

}  // namespace regulon

#endif  // REGULON_ENGINE_DEVELOPMENT_MEMORY_H_
