#include "engine/simulation/kinetics.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/simulation/rate_limits.h"
#include "engine/status.h"

namespace regulon {
namespace {

using namespace tensors;  // NOLINT: the names of one header

class Reader {
 public:
  Reader(const Genome& genome, const Network& network)
      : genome_(genome), network_(network) {
    genes_ = genome.manifest().genes_size();
    alone_.assign(genome.manifest().regulators_size(), -1);
    for (size_t v = 0; v < network.variables.size(); ++v) {
      const NetworkVariable& variable = network.variables[v];
      if (variable.gene < 0) alone_[variable.regulator] = static_cast<int>(v);
    }
  }

  absl::StatusOr<Kinetics> Run() {
    out_.rates.resize(network_.variables.size());
    RETURN_IF_ERROR(ReadRates(kRateUpFirst, kRateUpCondition, kRateUp,
                              Rate::kRuleOn, &Kinetics::Rates::up));
    RETURN_IF_ERROR(ReadRates(kRateDownFirst, kRateDownCondition, kRateDown,
                              Rate::kRuleOff, &Kinetics::Rates::down));
    RETURN_IF_ERROR(ReadInitial());
    RETURN_IF_ERROR(ReadSchedule());
    return std::move(out_);
  }

 private:
  absl::Span<const float> Floats(const char* name) const {
    return genome_.F32(genome_.Find(name));
  }
  absl::Span<const uint32_t> Indices(const char* name) const {
    return genome_.U32(genome_.Find(name));
  }
  static absl::Status Unfit(const char* name) {
    return absl::DataLossError(
        absl::StrCat("tensor '", name, "' does not fit"));
  }

  absl::Status ReadRates(const char* first_name, const char* condition_name,
                         const char* rate_name, int own,
                         std::vector<Rate> Kinetics::Rates::*direction) {
    const auto first = Indices(first_name);
    if (first.empty()) {
      for (int g = 0; g < genes_; ++g) {
        (out_.rates[g].*direction).push_back({own, 1});
      }
      return absl::OkStatus();
    }
    const auto condition = Indices(condition_name);
    const auto rate = Floats(rate_name);
    const auto elements =
        static_cast<uint32_t>(genome_.manifest().elements_size());
    RETURN_IF_ERROR(CheckFirst(first, genes_, rate.size(), first_name));
    RETURN_IF_ERROR(CheckIndices(condition, elements + 3, condition_name));
    if (condition.size() != rate.size()) return Unfit(condition_name);
    for (int g = 0; g < genes_; ++g) {
      for (uint32_t i = first[g]; i < first[g + 1]; ++i) {
        if (!IsRate(rate[i])) return Unfit(rate_name);
        (out_.rates[g].*direction)
            .push_back({condition[i] < elements
                            ? static_cast<int>(condition[i])
                            : -1 - static_cast<int>(condition[i] - elements),
                        rate[i]});
      }
    }
    return absl::OkStatus();
  }

  // A gene, or genes + a regulator alone.
  absl::StatusOr<int> VariableOf(uint32_t index, const char* name) const {
    if (index < static_cast<uint32_t>(genes_)) return static_cast<int>(index);
    const uint32_t regulator = index - static_cast<uint32_t>(genes_);
    if (regulator >= alone_.size() || alone_[regulator] < 0) return Unfit(name);
    return alone_[regulator];
  }

  absl::Status ReadInitial() {
    const auto first = Indices(kInitialFirst);
    if (first.empty()) return absl::OkStatus();
    const auto members = Indices(kInitialVariable);
    const auto state_first = Indices(kInitialStateFirst);
    const auto probability = Floats(kInitialProbability);
    const auto on_first = Indices(kInitialOnFirst);
    const auto on = Indices(kInitialOn);
    const size_t groups = first.size() - 1;
    RETURN_IF_ERROR(CheckFirst(first, groups, members.size(), kInitialFirst));
    RETURN_IF_ERROR(CheckFirst(state_first, groups, probability.size(),
                               kInitialStateFirst));
    RETURN_IF_ERROR(
        CheckFirst(on_first, probability.size(), on.size(), kInitialOnFirst));
    std::vector<int> group_of(network_.variables.size(), -1);
    for (size_t g = 0; g < groups; ++g) {
      InitialGroup& group = out_.initial.emplace_back();
      for (uint32_t i = first[g]; i < first[g + 1]; ++i) {
        ASSIGN_OR_RETURN(const int variable,
                         VariableOf(members[i], kInitialVariable));
        if (group_of[variable] >= 0) return Unfit(kInitialVariable);
        group_of[variable] = static_cast<int>(g);
        group.members.push_back(variable);
      }
      if (state_first[g] == state_first[g + 1])
        return Unfit(kInitialStateFirst);
      for (uint32_t s = state_first[g]; s < state_first[g + 1]; ++s) {
        if (!(probability[s] >= 0 && probability[s] <= 1)) {
          return Unfit(kInitialProbability);
        }
        InitialGroup::Outcome& outcome = group.outcomes.emplace_back();
        outcome.probability = probability[s];
        for (uint32_t i = on_first[s]; i < on_first[s + 1]; ++i) {
          ASSIGN_OR_RETURN(const int variable, VariableOf(on[i], kInitialOn));
          if (group_of[variable] != static_cast<int>(g)) {
            return Unfit(kInitialOn);
          }
          outcome.on.push_back(variable);
        }
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadSchedule() {
    const auto time = Floats(kScheduleTime);
    const auto variable = Indices(kScheduleVariable);
    const auto probability = Floats(kScheduleProbability);
    if (variable.size() != time.size() || probability.size() != time.size()) {
      return Unfit(kScheduleTime);
    }
    for (size_t i = 0; i < time.size(); ++i) {
      if (!(time[i] >= (i == 0 ? 0 : time[i - 1])) || std::isinf(time[i])) {
        return Unfit(kScheduleTime);
      }
      if (!(probability[i] >= 0 && probability[i] <= 1)) {
        return Unfit(kScheduleProbability);
      }
      ASSIGN_OR_RETURN(const int v, VariableOf(variable[i], kScheduleVariable));
      out_.schedule.push_back({time[i], v, probability[i]});
    }
    return absl::OkStatus();
  }

  const Genome& genome_;
  const Network& network_;
  int genes_ = 0;
  std::vector<int> alone_;  // [regulators] the variable of one no gene makes
  Kinetics out_;
};

}  // namespace

absl::StatusOr<Kinetics> Kinetics::FromGenome(const Genome& genome,
                                              const Network& network) {
  absl::StatusOr<Kinetics> kinetics = Reader(genome, network).Run();
  if (!kinetics.ok()) {
    return absl::Status(
        kinetics.status().code(),
        absl::StrCat(genome.path(), ": ", kinetics.status().message()));
  }
  return kinetics;
}

}  // namespace regulon
