#include "engine/context/context.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
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

absl::Status CheckPositive(absl::string_view what, double value) {
  if (value > 0 && value <= 1e6) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "a ", what, " of ", value, "; give a number above 0 and up to 1e6"));
}

absl::Status CheckSize(absl::string_view what, double value, double least) {
  if (value >= least && value <= 1e6) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      what, " of ", value, "; give a number from ", least, " to 1e6"));
}

// What is given of `over` in place of what is there.
void Lay(absl::Span<const float> over, std::vector<float>& values) {
  if (over.size() != values.size()) std::abort();
  for (size_t i = 0; i < over.size(); ++i) {
    if (!std::isnan(over[i])) values[i] = over[i];
  }
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
  gain_ = temperature_ = 1;
  threshold_shift_.clear();
  forced_elements_.clear();
  marks_.clear();
  contacts_ = ContactEdits();
  forced_open_.clear();
  required_.clear();
  forbidden_.clear();
  top_k_ = 0;
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
  Hold(regulator);
  return absl::OkStatus();
}

void Context::Silence(int regulator) {
  levels_[regulator] = genome_->regulator_units()[regulator].FromLinear(0);
}

void Context::Hold(int regulator) {
  held_[regulator] = true;
  holds_any_ = true;
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
  RETURN_IF_ERROR(CheckPositive("gain", gain));
  gain_ = gain;
  return absl::OkStatus();
}

absl::Status Context::SetTemperature(double temperature) {
  RETURN_IF_ERROR(CheckPositive("temperature", temperature));
  temperature_ = temperature;
  return absl::OkStatus();
}

absl::Status Context::ShiftThreshold(absl::string_view domain, double by) {
  ASSIGN_OR_RETURN(const int index,
                   FindById(genome_->manifest().domains(), "domain", domain));
  if (!genome_->manifest().domains(index).routed()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "domain '", domain, "' has no threshold: it is always open"));
  }
  RETURN_IF_ERROR(
      CheckSize(absl::StrCat("domain '", domain, "': a shift"), by, -1e6));
  if (threshold_shift_.empty()) {
    threshold_shift_.assign(genome_->manifest().domains_size(), 0);
  }
  threshold_shift_[index] = static_cast<float>(by);
  return absl::OkStatus();
}

absl::Status Context::ForceElement(absl::string_view element, double activity) {
  ASSIGN_OR_RETURN(const int index, FindElement(*genome_, element));
  return ForceElementIndex(index, activity);
}

absl::Status Context::ForceElementIndex(int element, double activity) {
  if (!(activity >= 0 && activity <= 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("element '", genome_->manifest().elements(element).id(),
                     "': an activity of ", activity, " is not in 0..1"));
  }
  if (forced_elements_.empty()) {
    forced_elements_.assign(genome_->manifest().elements_size(), kNotGiven);
  }
  forced_elements_[element] = static_cast<float>(activity);
  return absl::OkStatus();
}

absl::Status Context::SetMark(absl::string_view mark, absl::string_view element,
                              double signal) {
  const proto::Manifest& manifest = genome_->manifest();
  ASSIGN_OR_RETURN(const int m, FindById(manifest.marks(), "mark", mark));
  ASSIGN_OR_RETURN(const int e,
                   FindById(manifest.elements(), "element", element));
  RETURN_IF_ERROR(
      CheckSize(absl::StrCat("element '", element, "': a signal"), signal, 0));
  if (manifest.elements(e).kind() != proto::Element::MWC) {
    return absl::InvalidArgumentError(
        absl::StrCat("element '", element,
                     "' is not of the mwc kind, so marks do not act on it"));
  }
  if (marks_.empty()) {
    marks_.assign(manifest.marks_size(),
                  std::vector<float>(manifest.elements_size()));
  }
  marks_[m][e] = static_cast<float>(signal);
  return absl::OkStatus();
}

absl::Status Context::SetContact(absl::string_view element,
                                 absl::string_view gene, double contact) {
  ASSIGN_OR_RETURN(const int e, FindById(genome_->manifest().elements(),
                                         "element", element));
  ASSIGN_OR_RETURN(const int g, genome_->genes().Find(gene));
  RETURN_IF_ERROR(CheckSize(absl::StrCat("element '", element, "': a contact"),
                            contact, 0));
  contacts_.Give({g, e, static_cast<float>(contact)});
  return absl::OkStatus();
}

absl::Status Context::MoveElement(absl::string_view element,
                                  absl::string_view contig, int64_t center0) {
  ASSIGN_OR_RETURN(const int e, FindById(genome_->manifest().elements(),
                                         "element", element));
  const std::string& own = genome_->manifest().elements(e).contig();
  if (own.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("element '", element,
                     "' has no place in this genome to be moved from"));
  }
  if (center0 < 0) {
    return absl::InvalidArgumentError(absl::StrCat("element '", element,
                                                   "': a position of ", center0,
                                                   "; it is counted from 0"));
  }
  const proto::Manifest& manifest = genome_->manifest();
  const auto lies_there = [contig](const auto& one) {
    return one.contig() == contig;
  };
  if (!contig.empty() &&
      std::none_of(manifest.genes().begin(), manifest.genes().end(),
                   lies_there) &&
      std::none_of(manifest.elements().begin(), manifest.elements().end(),
                   lies_there)) {
    return absl::NotFoundError(absl::StrCat(
        "element '", element, "': nothing of this genome lies on '", contig,
        "'; its own contig is '", own, "'"));
  }
  contacts_.moves.push_back(
      {e, contig.empty() ? own : std::string(contig), center0});
  return absl::OkStatus();
}

absl::Status Context::CutBoundary(absl::string_view boundary) {
  ASSIGN_OR_RETURN(const int index, FindById(genome_->manifest().boundaries(),
                                             "boundary", boundary));
  contacts_.Cut(index);
  return absl::OkStatus();
}

void Context::SetAccessibilities(absl::Span<const float> nats) {
  if (accessibility_.empty()) {
    accessibility_.assign(genome_->manifest().elements_size(), kNotGiven);
  }
  Lay(nats, accessibility_);
}

void Context::SetSignals(int mark, absl::Span<const float> signals) {
  const proto::Manifest& manifest = genome_->manifest();
  if (marks_.empty()) {
    marks_.assign(manifest.marks_size(),
                  std::vector<float>(manifest.elements_size()));
  }
  Lay(signals, marks_[mark]);
}

void Context::SetContacts(absl::Span<const ContactEdits::Given> contacts) {
  for (const ContactEdits::Given& contact : contacts) contacts_.Give(contact);
}

void Context::ForceOpen(std::vector<uint8_t> domains) {
  const int wanted = genome_->manifest().domains_size();
  if (static_cast<int>(domains.size()) != wanted) std::abort();
  forced_open_ = std::move(domains);
}

absl::Status Context::MarkRouted(absl::string_view domain,
                                 absl::Span<const uint8_t> not_in,
                                 std::vector<uint8_t>& domains) {
  const proto::Manifest& manifest = genome_->manifest();
  ASSIGN_OR_RETURN(const int index,
                   FindById(manifest.domains(), "domain", domain));
  if (!manifest.domains(index).routed()) {
    return absl::InvalidArgumentError(
        absl::StrCat("domain '", domain, "' is not routed: it is always open"));
  }
  if (!not_in.empty() && not_in[index] != 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "domain '", domain, "' is required and forbidden; keep one"));
  }
  if (domains.empty()) domains.resize(manifest.domains_size());
  domains[index] = 1;
  return absl::OkStatus();
}

absl::Status Context::Require(absl::string_view domain) {
  return MarkRouted(domain, forbidden_, required_);
}

absl::Status Context::Forbid(absl::string_view domain) {
  return MarkRouted(domain, required_, forbidden_);
}

absl::Status Context::SetTopK(int64_t k) {
  std::vector<int64_t> routed(genome_->manifest().routers_size());
  for (const proto::Domain& domain : genome_->manifest().domains()) {
    routed[domain.layer()] += domain.routed();
  }
  const int64_t most =
      routed.empty() ? 0 : *std::max_element(routed.begin(), routed.end());
  if (k < 1 || k > most) {
    return absl::InvalidArgumentError(absl::StrCat(
        "at most ", k, " open domains, but ",
        most == 0 ? "none of this genome is routed: leave it out"
                  : absl::StrCat("there are ", most,
                                 " to choose from; give 1 to ", most)));
  }
  top_k_ = static_cast<int>(k);
  return absl::OkStatus();
}

bool Context::SameButLevels(const Context& other) const {
  const auto same = [](const std::vector<float>& a,
                       const std::vector<float>& b) {
    return a.size() == b.size() &&
           std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
  };
  return same(accessibility_, other.accessibility_) &&
         same(memory_, other.memory_) && gain_ == other.gain_ &&
         temperature_ == other.temperature_ &&
         same(threshold_shift_, other.threshold_shift_) &&
         same(forced_elements_, other.forced_elements_) &&
         std::equal(marks_.begin(), marks_.end(), other.marks_.begin(),
                    other.marks_.end(), same) &&
         contacts_ == other.contacts_ && forced_open_ == other.forced_open_ &&
         required_ == other.required_ && forbidden_ == other.forbidden_ &&
         top_k_ == other.top_k_;
}

absl::StatusOr<int> FindElement(const Genome& genome, absl::string_view id) {
  return FindById(genome.manifest().elements(), "element", id);
}

absl::StatusOr<int> FindBoundary(const Genome& genome, absl::string_view id) {
  return FindById(genome.manifest().boundaries(), "boundary", id);
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

}  // namespace regulon
