#include "engine/development/state.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/state.pb.h"

namespace regulon {
namespace {

bool IsNear(double a, double b, double tolerance) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return true;
  const double scale = std::max({1.0, std::abs(a), std::abs(b)});
  return std::abs(a - b) <= tolerance * scale;
}

template <typename T>
bool AreNear(const std::vector<T>& a, const std::vector<T>& b,
             double tolerance) {
  return absl::c_equal(a, b, [tolerance](double x, double y) {
    return IsNear(x, y, tolerance);
  });
}

template <typename... Words>
absl::Status Wrong(absl::string_view name, const Words&... words) {
  return absl::InvalidArgumentError(absl::StrCat(name, ": ", words...));
}

// The text is a program's: anything odd means that it was damaged.
constexpr char kAgain[] = "; save the state again";

// Where each regulator and domain of a state has its place.
struct Places {
  absl::flat_hash_map<std::string, int> loop, domain;

  Places(const Genome& genome, const Feedback& feedback) {
    const proto::Manifest& manifest = genome.manifest();
    for (size_t i = 0; i < feedback.loops().size(); ++i) {
      loop[manifest.regulators(feedback.loops()[i].regulator).id()] =
          static_cast<int>(i);
    }
    for (int d = 0; d < manifest.domains_size(); ++d) {
      domain[manifest.domains(d).id()] = d;
    }
  }
};

absl::Status Fill(const proto::CellState& message, const Places& places,
                  absl::string_view name, CellState& state) {
  state.step = message.step();
  if (state.step < 0) return Wrong(name, "a step below 0", kAgain);
  std::vector<bool> given(state.level.size());  // products
  for (const proto::CellState::Product& product : message.products()) {
    const auto found = places.loop.find(product.regulator());
    if (found == places.loop.end() ||
        state.in_flight[found->second].size() !=
            static_cast<size_t>(product.in_flight_size())) {
      return Wrong(name, "product '", product.regulator(),
                   "' is not as the genome has it", kAgain);
    }
    if (given[found->second]) {
      return Wrong(name, "product '", product.regulator(),
                   "' stands there twice", kAgain);
    }
    given[found->second] = true;
    state.level[found->second] = product.level();
    absl::c_copy(product.in_flight(), state.in_flight[found->second].begin());
    const auto is_infinite = [](double level) { return std::isinf(level); };
    if (is_infinite(product.level()) ||
        absl::c_any_of(product.in_flight(), is_infinite)) {
      return Wrong(name, "product '", product.regulator(),
                   "' has no finite level", kAgain);
    }
  }
  // None stands there twice.
  if (message.products_size() != static_cast<int>(state.level.size())) {
    return Wrong(name, message.products_size(),
                 " products where the genome has ", state.level.size(), kAgain);
  }
  absl::c_fill(state.memory, 0.0f);
  std::vector<bool> remembered(state.memory.size());  // domains
  for (const proto::CellState::Memory& memory : message.memory()) {
    const auto found = places.domain.find(memory.domain());
    if (found == places.domain.end() ||
        !(memory.value() >= 0 && memory.value() <= 1)) {
      return Wrong(name, "the memory of domain '", memory.domain(),
                   "' is not as the genome has it", kAgain);
    }
    if (remembered[found->second]) {
      return Wrong(name, "the memory of domain '", memory.domain(),
                   "' stands there twice", kAgain);
    }
    remembered[found->second] = true;
    state.memory[found->second] = memory.value();
  }
  return absl::OkStatus();
}

}  // namespace

bool IsSame(const CellState& a, const CellState& b, double tolerance) {
  if (!AreNear(a.level, b.level, tolerance) ||
      !AreNear(a.memory, b.memory, tolerance)) {
    return false;
  }
  return absl::c_equal(a.in_flight, b.in_flight,
                       [tolerance](const auto& x, const auto& y) {
                         return AreNear(x, y, tolerance);
                       });
}

absl::StatusOr<std::string> WriteStates(const Genome& genome,
                                        const Feedback& feedback,
                                        absl::Span<const NamedState> states) {
  const proto::Manifest& manifest = genome.manifest();
  proto::CellStates message;
  message.set_genome(genome.manifest_sha256());
  for (const NamedState& named : states) {
    if (named.state.step > INT32_MAX) {
      return absl::InvalidArgumentError(absl::StrCat(
          "context '", named.context, "' is at step ", named.state.step,
          "; a state is saved up to step ", INT32_MAX));
    }
    proto::CellState& out = *message.add_states();
    out.set_context(named.context);
    out.set_step(static_cast<int32_t>(named.state.step));
    for (size_t i = 0; i < feedback.loops().size(); ++i) {
      proto::CellState::Product& product = *out.add_products();
      product.set_regulator(
          manifest.regulators(feedback.loops()[i].regulator).id());
      product.set_level(named.state.level[i]);
      for (const double level : named.state.in_flight[i]) {
        product.add_in_flight(level);
      }
    }
    for (int d = 0; d < manifest.domains_size(); ++d) {
      if (named.state.memory[d] == 0) continue;
      proto::CellState::Memory& memory = *out.add_memory();
      memory.set_domain(manifest.domains(d).id());
      memory.set_value(named.state.memory[d]);
    }
  }
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  std::string text;
  const auto written =
      google::protobuf::util::MessageToJsonString(message, &text, options);
  if (!written.ok()) {
    return absl::InvalidArgumentError(
        "a context's name is not UTF-8, so its state cannot be written");
  }
  return text;
}

absl::StatusOr<std::vector<NamedState>> ReadStates(const Genome& genome,
                                                   const Feedback& feedback,
                                                   const CellState& fresh,
                                                   absl::string_view text,
                                                   absl::string_view name) {
  proto::CellStates message;
  const auto parsed = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(text.data(), text.size()), &message);
  if (!parsed.ok()) {
    return Wrong(name, "not a saved state: ",
                 absl::StrReplaceAll(absl::string_view(parsed.message().data(),
                                                       parsed.message().size()),
                                     {{"\n", " "}}),
                 kAgain);
  }
  if (message.genome() != genome.manifest_sha256()) {
    return Wrong(name, "a state of another genome than ", genome.path(), " (",
                 message.genome().substr(0, 12), "..., not ",
                 genome.manifest_sha256().substr(0, 12),
                 "...); give the genome that it was saved with");
  }
  const Places places(genome, feedback);
  std::vector<NamedState> states;
  for (const proto::CellState& state : message.states()) {
    states.push_back({state.context(), fresh});
    if (absl::Status status = Fill(state, places, name, states.back().state);
        !status.ok()) {
      return status;
    }
  }
  if (states.empty()) return Wrong(name, "no state in it", kAgain);
  return states;
}

}  // namespace regulon
