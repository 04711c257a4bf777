// The rates that a genome can hold.
#ifndef REGULON_ENGINE_SIMULATION_RATE_LIMITS_H_
#define REGULON_ENGINE_SIMULATION_RATE_LIMITS_H_

namespace regulon {

// Per unit of time. What has a rate of 0 is left out.
constexpr double kSlowestRate = 1e-30, kFastestRate = 1e30;

// Real: double as rates are written, float as they are stored: what is within
// the limits before it is rounded is so afterwards.
template <typename Real>
constexpr bool IsRate(Real rate) {
  return rate >= static_cast<Real>(kSlowestRate) &&
         rate <= static_cast<Real>(kFastestRate);
}

}  // namespace regulon

#endif  // REGULON_ENGINE_SIMULATION_RATE_LIMITS_H_
