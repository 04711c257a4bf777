#include "engine/development/development.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status InFile(const Genome& genome, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      absl::StrCat(genome.path(), ": ", status.message(),
                                   "; restore the file or compile it again"));
}

absl::Status DoesNotFit(const Genome& genome, const char* tensor) {
  return InFile(genome, absl::DataLossError(absl::StrCat("tensor '", tensor,
                                                         "' does not fit")));
}

double MemoryOf(const Context& context, size_t domain) {
  return context.memory().empty() ? 0 : context.memory()[domain];
}

}  // namespace

absl::StatusOr<Development> Development::Create(const Genome& genome) {
  Development made(genome);
  RETURN_IF_ERROR(made.feedback_.CanFeed());
  const absl::Span<const uint32_t> lag =
      genome.U32(genome.Find(tensors::kProductLag));
  const auto genes = static_cast<size_t>(genome.manifest().genes_size());
  if (!lag.empty() && lag.size() != genes) {
    return DoesNotFit(genome, tensors::kProductLag);
  }
  constexpr uint32_t kMostLag = 1000;
  for (const Feedback::Loop& loop : made.feedback_.loops()) {
    const uint32_t steps = lag.empty() ? 1 : lag[loop.gene];
    if (steps < 1 || steps > kMostLag) {
      return DoesNotFit(genome, tensors::kProductLag);
    }
    made.lag_.push_back(static_cast<int>(steps));
  }
  RETURN_IF_ERROR(made.ReadMemory());
  RETURN_IF_ERROR(made.ReadScores());
  return made;
}

absl::Status Development::ReadMemory() {
  const size_t domains = genome_->manifest().domains_size();
  const auto values = [&](const char* name) {
    return genome_->F32(genome_->Find(name));
  };
  const auto feedback = values(tensors::kMemoryFeedback);
  const auto threshold = values(tensors::kMemoryThreshold);
  const auto rate = values(tensors::kMemoryRate);
  laws_.resize(domains);
  coupling_.resize(domains);
  for (const auto& [name, tensor] :
       {std::pair(tensors::kMemoryFeedback, feedback),
        std::pair(tensors::kMemoryThreshold, threshold),
        std::pair(tensors::kMemoryRate, rate)}) {
    if (tensor.size() != (rate.empty() ? 0 : domains)) {
      return DoesNotFit(*genome_, name);
    }
  }
  for (size_t d = 0; d < rate.size(); ++d) {
    if (!(rate[d] >= 0 && rate[d] <= 1) || !std::isfinite(feedback[d]) ||
        !std::isfinite(threshold[d])) {
      return DoesNotFit(*genome_, tensors::kMemoryRate);
    }
    // Without a router it has no score, which drives the memory.
    const int domain = static_cast<int>(d);
    if (rate[d] > 0 && !genome_->manifest().domains(domain).routed()) {
      return DoesNotFit(*genome_, tensors::kMemoryRate);
    }
    laws_[d] = {feedback[d], threshold[d], rate[d]};
  }
  const auto coupling = values(tensors::kMemoryCoupling);
  if (!coupling.empty() && coupling.size() != domains) {
    return DoesNotFit(*genome_, tensors::kMemoryCoupling);
  }
  const auto is_finite = [](float value) { return std::isfinite(value); };
  if (!std::all_of(coupling.begin(), coupling.end(), is_finite)) {
    return DoesNotFit(*genome_, tensors::kMemoryCoupling);
  }
  std::copy(coupling.begin(), coupling.end(), coupling_.begin());
  return absl::OkStatus();
}

absl::Status Development::ReadScores() {
  const proto::Manifest& manifest = genome_->manifest();
  scored_.resize(manifest.domains_size());
  if (manifest.routers_size() != 1) return absl::OkStatus();
  const proto::Router::Score score = manifest.routers(0).score();
  by_activity_ = score == proto::Router::ACTIVITY;
  if (!by_activity_ && score != proto::Router::LOGIT) return absl::OkStatus();
  const auto first = genome_->U32(genome_->Find(tensors::kRouterFirst));
  const auto element = genome_->U32(genome_->Find(tensors::kRouterElement));
  std::vector<int> routed;
  for (int d = 0; d < manifest.domains_size(); ++d) {
    if (manifest.domains(d).routed()) routed.push_back(d);
  }
  if (routed.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(InFile(
      *genome_,
      CheckFirst(first, routed.size(), element.size(), tensors::kRouterFirst)));
  RETURN_IF_ERROR(
      InFile(*genome_, CheckIndices(element, manifest.elements_size(),
                                    tensors::kRouterElement)));
  for (size_t q = 0; q < routed.size(); ++q) {
    for (uint32_t i = first[q]; i < first[q + 1]; ++i) {
      scored_[routed[q]].push_back(element[i]);
    }
  }
  return absl::OkStatus();
}

CellState Development::Start(const Context& context) const {
  Context started = context;
  feedback_.Start(started);
  CellState state;
  for (size_t i = 0; i < feedback_.loops().size(); ++i) {
    const double level = started.levels()[feedback_.loops()[i].regulator];
    state.level.push_back(level);
    state.in_flight.emplace_back(lag_[i] - 1, level);
  }
  state.memory.assign(context.memory().begin(), context.memory().end());
  state.memory.resize(laws_.size());
  return state;
}

void Development::Present(const Context& start, const Schedule& schedule,
                          const CellState& state, Context& reading) const {
  reading = start;
  for (size_t i = 0; i < feedback_.loops().size(); ++i) {
    const int regulator = feedback_.loops()[i].regulator;
    if (!start.held(regulator)) reading.Feed(regulator, state.level[i]);
  }
  for (size_t d = 0; d < state.memory.size(); ++d) {
    if (state.memory[d] == MemoryOf(reading, d)) continue;
    // Both are in 0..1.
    reading.SetMemory(genome_->manifest().domains(d).id(), state.memory[d])
        .IgnoreError();
  }
  for (const Signal& signal : schedule.signals()) {
    if (!signal.IsOn(state.step + 1)) continue;
    // Schedule::Parse has tried the level.
    reading.ClampIndex(signal.regulator, signal.level).IgnoreError();
  }
}

double Development::Drive(int domain, const Context& reading,
                          const Outcome& outcome) const {
  if (scored_[domain].empty()) return outcome.score[domain];
  double drive = -HUGE_VAL;
  for (const uint32_t e : scored_[domain]) {
    const bool remembers =
        genome_->manifest().elements(static_cast<int>(e)).kind() ==
            proto::Element::MWC &&
        (reading.forced_elements().empty() ||
         std::isnan(reading.forced_elements()[e]));
    const double term =
        remembers ? coupling_[domain] * MemoryOf(reading, domain) : 0;
    double score = by_activity_ ? outcome.activity[e] : outcome.logit[e] - term;
    if (by_activity_ && term != 0) {
      score = 1 / (1 + std::exp(-outcome.gain * (outcome.logit[e] - term)));
    }
    drive = std::max(drive, score);
  }
  return drive;
}

void Development::Advance(const Context& reading, const Outcome& outcome,
                          CellState& state) const {
  ++state.step;
  for (size_t i = 0; i < feedback_.loops().size(); ++i) {
    std::vector<double>& waiting = state.in_flight[i];
    waiting.push_back(outcome.expression[feedback_.loops()[i].gene]);
    state.level[i] = waiting.front();
    waiting.erase(waiting.begin());
  }
  for (size_t d = 0; d < laws_.size(); ++d) {
    if (laws_[d].rate == 0) continue;
    state.memory[d] =
        static_cast<float>(Renew(laws_[d], state.memory[d],
                                 Drive(static_cast<int>(d), reading, outcome)));
  }
}

}  // namespace regulon
