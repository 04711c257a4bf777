// How assemble.h is filled; a file for each group of stages.
#ifndef REGULON_ENGINE_CELL_ASSEMBLER_H_
#define REGULON_ENGINE_CELL_ASSEMBLER_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/assemble.h"

namespace regulon {

class Assembler {
 public:
  explicit Assembler(const Genome& genome)
      : genome_(genome), m_(genome.manifest()) {}

  absl::StatusOr<std::unique_ptr<Assembly>> Run();

 private:
  void FillAlwaysRead();

  int Find(const char* name, int domain = Genome::kNoDomain) const;
  // A tensor with its units, cut whole.
  void Take(const char* name, absl::Span<const float>& values, Units& units,
            int domain = Genome::kNoDomain);
  void Take(const char* name, absl::Span<const uint32_t>& values, Units& units,
            int domain = Genome::kNoDomain);
  void Take(const char* name, Matrix& matrix, std::vector<Units>& units,
            int domain = Genome::kNoDomain);
  void TakeElements(const char* name, absl::Span<const float>& values,
                    Units& units);
  absl::Status TakeRows(const char* name, absl::Span<const uint32_t> first,
                        size_t rows, Units& units);

  // assemble_regulators.cc
  void FillSense();
  absl::Status FillEncoder();
  absl::Status FillModulators();
  absl::Status FillSilencing();

  // assemble_binding.cc
  absl::Status FillInsulation();
  absl::Status FillMwc(int first_element, int elements);
  absl::Status FillStateTable(int first_element, int elements);
  absl::Status FillThreshold(int first_element, int elements);
  absl::Status FillBinding();

  // assemble_transcription.cc
  void FillRouter();
  bool RouterReadsInputs(int d) const;
  void FillShared();
  void FillExpert(int d);

  const Genome& genome_;
  const proto::Manifest& m_;
  std::unique_ptr<Assembly> out_ = std::make_unique<Assembly>();
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_ASSEMBLER_H_
