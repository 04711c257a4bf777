#include "engine/context/context.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr float kNotGiven = std::numeric_limits<float>::quiet_NaN();
constexpr double kNoLevel = std::numeric_limits<double>::quiet_NaN();

// For elements and domains, which are rarely named.
template <typename Messages>
absl::StatusOr<int> FindById(const Messages& messages, absl::string_view kind,
                             absl::string_view id) {
  for (int i = 0; i < messages.size(); ++i) {
    if (messages[i].id() == id) return i;
  }
  std::vector<std::string> ids;
  for (const auto& message : messages) ids.push_back(message.id());
  return absl::NotFoundError(
      absl::StrCat("no ", kind, " is called '", id, "'", DidYouMean(id, ids)));
}

absl::Status In(absl::string_view name, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat("context '", name, "': ", status.message()));
}

// Maps have no order; messages and answers must have one.
std::map<std::string, double> Sorted(
    const google::protobuf::Map<std::string, double>& values) {
  return {values.begin(), values.end()};
}

}  // namespace

Context::Context(const Genome& genome, std::string name)
    : genome_(&genome),
      name_(std::move(name)),
      levels_(genome.manifest().regulators_size(), kNoLevel),
      held_(levels_.size()) {}

void Context::Restart(absl::string_view name) {
  name_.assign(name.data(), name.size());
  std::fill(levels_.begin(), levels_.end(), kNoLevel);
  if (holds_any_) std::fill(held_.begin(), held_.end(), false);
  holds_any_ = false;
  accessibility_.clear();
  memory_.clear();
  gain_ = 1;
  forced_open_.clear();
}

absl::Status Context::SetIndex(int regulator, double level) {
  const absl::Status status =
      genome_->regulator_units()[regulator].Check(level);
  if (!status.ok()) {
    return absl::Status(
        status.code(),
        absl::StrCat("regulator '",
                     genome_->manifest().regulators(regulator).id(),
                     "': ", status.message()));
  }
  levels_[regulator] = level;
  return absl::OkStatus();
}

absl::Status Context::Set(absl::string_view regulator, double level) {
  ASSIGN_OR_RETURN(const int index, genome_->regulators().Find(regulator));
  return SetIndex(index, level);
}

absl::Status Context::Clamp(absl::string_view regulator, double level) {
  ASSIGN_OR_RETURN(const int index, genome_->regulators().Find(regulator));
  return ClampIndex(index, level);
}

absl::Status Context::ClampIndex(int regulator, double level) {
  RETURN_IF_ERROR(SetIndex(regulator, level));
  held_[regulator] = true;
  holds_any_ = true;
  return absl::OkStatus();
}

absl::Status Context::SetAccessibility(absl::string_view element, double nats) {
  ASSIGN_OR_RETURN(const int index, FindById(genome_->manifest().elements(),
                                             "element", element));
  if (!(std::abs(nats) <= 1e6)) {
    return absl::InvalidArgumentError(
        absl::StrCat("element '", element, "': an accessibility of ", nats,
                     " nats; give a number from -1e6 to 1e6"));
  }
  if (genome_->manifest().elements(index).kind() != proto::Element::MWC) {
    return absl::InvalidArgumentError(absl::StrCat(
        "element '", element,
        "' is not of the mwc kind, so accessibility does not act on it"));
  }
  if (accessibility_.empty()) {
    accessibility_.assign(genome_->manifest().elements_size(), kNotGiven);
  }
  accessibility_[index] = static_cast<float>(nats);
  return absl::OkStatus();
}

absl::Status Context::SetMemory(absl::string_view domain, double memory) {
  ASSIGN_OR_RETURN(const int index,
                   FindById(genome_->manifest().domains(), "domain", domain));
  if (!(memory >= 0 && memory <= 1)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "domain '", domain, "': a memory of ", memory, " is not in 0..1"));
  }
  if (memory_.empty()) memory_.assign(genome_->manifest().domains_size(), 0);
  memory_[index] = static_cast<float>(memory);
  return absl::OkStatus();
}

absl::Status Context::SetGain(double gain) {
  if (!(gain > 0 && gain <= 1e6)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a gain of ", gain, "; give a number above 0 and up to 1e6"));
  }
  gain_ = gain;
  return absl::OkStatus();
}

void Context::ForceOpen(std::vector<uint8_t> domains) {
  const int wanted = genome_->manifest().domains_size();
  if (static_cast<int>(domains.size()) != wanted) std::abort();
  forced_open_ = std::move(domains);
}

absl::StatusOr<int> FindRegulator(const Genome& genome, absl::string_view name,
                                  size_t unknown_before) {
  constexpr size_t kMostSuggestions = 20;
  if (unknown_before < kMostSuggestions || genome.regulators().Knows(name)) {
    return genome.regulators().Find(name);
  }
  return absl::NotFoundError(
      absl::StrCat("no regulator is called '", name, "'"));
}

absl::StatusOr<Context> ContextFromProto(const Genome& genome,
                                         const proto::Context& message,
                                         std::vector<std::string>& ignored) {
  Context context(genome, message.name());
  const auto set = [&](const google::protobuf::Map<std::string, double>& levels,
                       bool clamp) {
    std::map<int, std::string> given;  // by index, as it was named
    for (const auto& [regulator, level] : Sorted(levels)) {
      const absl::StatusOr<int> index =
          FindRegulator(genome, regulator, ignored.size());
      if (!index.ok()) {
        ignored.push_back(
            absl::StrCat("context '", message.name(),
                         "': ignored: ", index.status().message()));
        continue;
      }
      const std::string& unit = genome.regulator_units()[*index].text;
      if (!message.unit().empty() && unit != message.unit()) {
        return In(
            message.name(),
            absl::InvalidArgumentError(absl::StrCat(
                "regulator '", regulator, "' is given in ", message.unit(),
                " but is declared in ", unit, "; convert the level")));
      }
      const auto [first, is_first] = given.emplace(*index, regulator);
      if (!is_first) {
        return In(message.name(), absl::InvalidArgumentError(absl::StrCat(
                                      "'", first->second, "' and '", regulator,
                                      "' are the same regulator; keep one")));
      }
      const absl::Status status = clamp ? context.Clamp(regulator, level)
                                        : context.SetIndex(*index, level);
      if (!status.ok()) return In(message.name(), status);
    }
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(set(message.regulators(), false));
  RETURN_IF_ERROR(set(message.clamp(), true));
  for (const auto& [element, nats] : Sorted(message.accessibility())) {
    if (absl::Status status = context.SetAccessibility(element, nats);
        !status.ok()) {
      return In(message.name(), status);
    }
  }
  for (const auto& [domain, memory] : Sorted(message.memory())) {
    if (absl::Status status = context.SetMemory(domain, memory); !status.ok()) {
      return In(message.name(), status);
    }
  }
  if (message.gain() != 0) {
    if (absl::Status status = context.SetGain(message.gain()); !status.ok()) {
      return In(message.name(), status);
    }
  }
  return context;
}

}  // namespace regulon
