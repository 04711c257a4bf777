// The shared path in double precision, and its derivatives: shared_path.h step
// by step, and back.
#ifndef REGULON_ENGINE_TRANSCRIPTION_SHARED_PATH_SLOPES_H_
#define REGULON_ENGINE_TRANSCRIPTION_SHARED_PATH_SLOPES_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/transcription/shared_path.h"

namespace regulon {

// Thread-safe once made. Backward... add to what they are given.
class PreciseSharedPath {
 public:
  // Of tables that SharedPath::Create takes. Matrices are copied to f32.
  PreciseSharedPath(const SharedTables& tables, int64_t regulators,
                    int64_t genes);

  int64_t latents() const { return latents_; }
  int64_t reference_states() const { return states_; }

  // x [regulators] -> kappa [P].
  void Attend(absl::Span<const double> x, absl::Span<double> kappa) const;
  void BackwardAttend(absl::Span<const double> x,
                      absl::Span<const double> kappa,
                      absl::Span<const double> by_kappa,
                      absl::Span<double> by_x) const;

  // x, kappa -> latents [rank].
  void Read(absl::Span<const double> x, absl::Span<const double> kappa,
            absl::Span<double> latents) const;
  void BackwardRead(absl::Span<const double> by_latents,
                    absl::Span<double> by_x, absl::Span<double> by_kappa) const;

  // latents -> a gene's value before what its domain adds.
  double Write(int64_t gene, absl::Span<const double> latents) const;
  void BackwardWrite(int64_t gene, double by_value,
                     absl::Span<double> by_latents) const;

 private:
  SharedTables t_;
  int64_t regulators_, genes_, latents_ = 0, states_ = 0;
  std::vector<float> reading_, attention_, writing_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSCRIPTION_SHARED_PATH_SLOPES_H_
