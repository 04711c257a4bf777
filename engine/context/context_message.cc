#include "engine/context/context_message.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status In(absl::string_view name, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat("context '", name, "': ", status.message()));
}

// Maps have no order; messages and answers must have one.
template <typename T>
std::map<std::string, T> Sorted(
    const google::protobuf::Map<std::string, T>& values) {
  return {values.begin(), values.end()};
}

// All but the levels.
absl::Status SetRest(const proto::Context& message, Context& context) {
  for (const auto& [element, nats] : Sorted(message.accessibility())) {
    RETURN_IF_ERROR(context.SetAccessibility(element, nats));
  }
  for (const auto& [domain, memory] : Sorted(message.memory())) {
    RETURN_IF_ERROR(context.SetMemory(domain, memory));
  }
  if (message.gain() != 0) RETURN_IF_ERROR(context.SetGain(message.gain()));
  if (message.temperature() != 0) {
    RETURN_IF_ERROR(context.SetTemperature(message.temperature()));
  }
  for (const auto& [domain, by] : Sorted(message.threshold_shift())) {
    RETURN_IF_ERROR(context.ShiftThreshold(domain, by));
  }
  for (const auto& [element, activity] : Sorted(message.element())) {
    RETURN_IF_ERROR(context.ForceElement(element, activity));
  }
  for (const auto& [mark, signals] : Sorted(message.mark())) {
    for (const auto& [element, signal] : Sorted(signals.element())) {
      RETURN_IF_ERROR(context.SetMark(mark, element, signal));
    }
  }
  for (const proto::Context::Contact& contact : message.contact()) {
    RETURN_IF_ERROR(context.SetContact(contact.element(), contact.gene(),
                                       contact.contact()));
  }
  for (const auto& [element, center0] : Sorted(message.move())) {
    RETURN_IF_ERROR(context.MoveElement(element, "", center0));
  }
  for (const std::string& boundary : message.cut_boundary()) {
    RETURN_IF_ERROR(context.CutBoundary(boundary));
  }
  for (const std::string& domain : message.require()) {
    RETURN_IF_ERROR(context.Require(domain));
  }
  for (const std::string& domain : message.forbid()) {
    RETURN_IF_ERROR(context.Forbid(domain));
  }
  if (message.top_k() != 0) RETURN_IF_ERROR(context.SetTopK(message.top_k()));
  return absl::OkStatus();
}

}  // namespace

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
  if (absl::Status status = SetRest(message, context); !status.ok()) {
    return In(message.name(), status);
  }
  return context;
}

}  // namespace regulon
