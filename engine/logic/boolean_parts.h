// Which genes, regulators and elements of a genome are off or on, and why the
// others are not: what can be told before rules are read.
#ifndef REGULON_ENGINE_LOGIC_BOOLEAN_PARTS_H_
#define REGULON_ENGINE_LOGIC_BOOLEAN_PARTS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/genome/genome.h"

namespace regulon {

class BooleanParts {
 public:
  // The genome must outlive it.
  explicit BooleanParts(const Genome& genome);

  // DataLoss where indices are damaged.
  absl::Status Check();

  // [genes], [regulators], [elements] OK, or FailedPrecondition.
  std::vector<absl::Status> genes, regulators, elements;
  absl::Status first;  // the first that was not OK

  template <typename... Words>
  absl::Status Because(const Words&... words) const {
    return Reason(absl::StrCat(words...));
  }
  // The first reason for each stays.
  void Refuse(absl::Status& part, const absl::Status& why);
  void RefuseGenesOf(int domain, const absl::Status& why);
  bool AnyGene() const;  // that is not refused

 private:
  absl::Status Reason(const std::string& words) const;
  void RefuseAllGenes(const absl::Status& why);
  void CheckUnits();
  void CheckPaths();
  absl::Status CheckActivities();
  absl::Status CheckSilencing();
  absl::Status CheckThresholdShifts();

  const Genome& genome_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_BOOLEAN_PARTS_H_
