// What a trajectory expresses and opens, step by step.
#ifndef REGULON_ENGINE_CLI_DEVELOPMENT_STEP_OUTPUT_H_
#define REGULON_ENGINE_CLI_DEVELOPMENT_STEP_OUTPUT_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/cli/output/table_writer.h"
#include "engine/development/schedule.h"
#include "engine/genome/genome.h"
#include "engine/query/decoded_trajectory.h"
#include "engine/query/trajectory.h"

namespace regulon {

// What is shown of each step: genes, domains, or how its network changed.
enum class StepView { kGenes, kDomains, kNetworks };

// Of a decoder: the real time of its steps, and no networks.
struct DecodedView {
  double time_step;
};

// A row per step for eyes, with a column for each gene or domain that changes;
// a row per step and gene or domain in the other formats. Or a drawing. Of
// networks a row per step.
class StepOutput {
 public:
  struct Column {
    std::string name;
    int index;  // of the gene or domain
  };

  // `genes`: those to show, in that order; none for all, or those that change.
  // The genome and the schedule must outlive it.
  static absl::StatusOr<StepOutput> Create(
      const Genome& genome, const Schedule& schedule, StepView view,
      const std::vector<std::string>& genes, Format format, bool plot,
      std::optional<DecodedView> decoded = std::nullopt);

  // In the order of steps; `context`: of the reading's lane.
  void Add(const std::string& context, const Reading& reading);
  void Add(const std::string& context, const DecodedStep& step);
  absl::Status Finish();

 private:
  struct Row {
    std::string context;
    int64_t step;
    double jaccard;
    std::vector<double> value, memory;  // [columns]
  };

  StepOutput(const Genome& genome, const Schedule& schedule, StepView view,
             Format format, bool plot, std::optional<DecodedView> decoded)
      : genome_(&genome),
        schedule_(&schedule),
        view_(view),
        format_(format),
        plot_(plot),
        decoded_(decoded) {}
  Row Take(const std::string& context, const Reading& reading) const;
  void AddNetwork(const std::string& context, const Reading& reading);
  double TimeOf(int64_t step) const {
    return static_cast<double>(step) * decoded_->time_step;
  }
  std::vector<size_t> Shown() const;
  void PrintWide(const std::vector<size_t>& shown);
  absl::Status Draw(const std::vector<size_t>& shown) const;

  const Genome* genome_;
  const Schedule* schedule_;
  StepView view_;
  Format format_;
  bool plot_, chosen_ = false;  // columns are those asked for
  std::optional<DecodedView> decoded_;
  std::vector<Column> columns_;
  std::vector<bool> remembers_;  // [columns] a domain whose memory changes
  std::vector<Row> rows_;        // for eyes
  std::unique_ptr<TableWriter> table_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_DEVELOPMENT_STEP_OUTPUT_H_
