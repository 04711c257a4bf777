#include "engine/explain/attributed_line.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/status.h"

namespace regulon {
namespace {

// Of Gauss and Legendre, on -1..1 and symmetric.
constexpr int kNodes = 8;
constexpr double kNode[kNodes / 2] = {0.1834346424956498, 0.5255324099163290,
                                      0.7966664774136267, 0.9602898564975363};
constexpr double kNodeWeight[kNodes / 2] = {
    0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
    0.1012285362903763};

std::vector<uint32_t> PresentIn(const std::vector<double>& activity) {
  std::vector<uint32_t> present;
  for (size_t t = 0; t < activity.size(); ++t) {
    if (activity[t] > 0) present.push_back(static_cast<uint32_t>(t));
  }
  return present;
}

double NodeOf(int i) { return i < 4 ? -kNode[3 - i] : kNode[i - 4]; }
double WeightOf(int i) { return kNodeWeight[i < 4 ? 3 - i : i - 4]; }

// Panels that a line starts with, and the width below which none is halved.
constexpr double kFirstWidth = 0.25, kLeastWidth = 1e-9;
// Where the whole difference is nothing beside the values, it does not set the
// tolerance; and what is nothing beside the difference is no jump.
constexpr double kNothing = 1e-5, kNoJump = 1e-9;

}  // namespace

// What a gene's tolerance is a share of.
double AttributedLine::Scale(size_t g) const {
  const Attribution& result = (*results_)[g];
  return std::max(std::abs(result.value - result.reference),
                  kNothing * largest_[g]);
}

absl::Status AttributedLine::ReadAt(double s, const Tokens& tokens,
                                    PreciseReading& reading) const {
  std::vector<double> activity(cell_.regulators()), x(cell_.regulators());
  line_.At(s, absl::MakeSpan(activity), absl::MakeSpan(x));
  if (cell_.presence_counts()) {
    return cell_.Read(context_, activity, x, tokens, reading);
  }
  return cell_.Read(context_, activity, x, PresentIn(activity), reading);
}

AttributedLine::Stop AttributedLine::StopOf(
    double s, const PreciseReading& reading) const {
  Stop stop;
  stop.s = s;
  for (const int d : domains_) stop.open.push_back(reading.opening.open[d]);
  for (const int e : elements_) stop.on.push_back(reading.element[e] > 0);
  for (const int gene : genes_) {
    stop.values.push_back(cell_.Value(gene, reading));
  }
  return stop;
}

absl::StatusOr<AttributedLine::Stop> AttributedLine::StopAt(
    double s, const Tokens& tokens) const {
  PreciseReading reading;
  RETURN_IF_ERROR(ReadAt(s, tokens, reading));
  return StopOf(s, reading);
}

// The genes' own domains and switches or, where others change their weight,
// all.
void AttributedLine::Watch(const PreciseReading& reading) {
  std::set<int> domains, elements;
  for (const int gene : genes_) {
    domains.insert(cell_.DomainOf(gene));
    for (const int element : cell_.ElementsOf(gene, reading)) {
      if (cell_.IsThreshold(element)) elements.insert(element);
    }
  }
  for (int d = 0; d < cell_.domains() && cell_.renormalizes(); ++d) {
    domains.insert(d);
  }
  for (int e = 0; e < cell_.elements() && cell_.weighs(); ++e) {
    if (cell_.IsThreshold(e)) elements.insert(e);
  }
  domains_.assign(domains.begin(), domains.end());
  elements_.assign(elements.begin(), elements.end());
}

// The paths, and what differs from the reference but the levels.
absl::Status AttributedLine::Start(Tokens& tokens) {
  PreciseReading first, start, last;
  RETURN_IF_ERROR(cell_.Read(reference_, first));
  RETURN_IF_ERROR(cell_.Read(context_, last));
  Watch(last);
  tokens = PresentIn(first.sensed);
  RETURN_IF_ERROR(ReadAt(0, tokens, start));
  for (const int gene : genes_) {
    Attribution& result = results_->emplace_back();
    result.gene = gene;
    result.reference = cell_.Value(gene, first);
    result.value = cell_.Value(gene, last);
    result.residual = 0;
    largest_.push_back(
        std::max(std::abs(result.reference), std::abs(result.value)));
    const std::vector<double> none(cell_.regulators());
    const GeneSlopes slopes =
        cell_.Slopes(gene, last, PreciseCell::Coordinate::kLogActivity);
    result.paths = {{NetworkEdge::kShared, -1, none, slopes.shared, {}},
                    {NetworkEdge::kExpert, -1, none, slopes.expert, {}}};
    const std::vector<int> elements = cell_.ElementsOf(gene, last);
    for (size_t e = 0; e < elements.size(); ++e) {
      result.paths.push_back(
          {NetworkEdge::kElement, elements[e], none,
           slopes.elements.empty() ? none : slopes.elements[e].slopes,
           cell_.Occupants(elements[e], last)});
    }
    const double effect = cell_.Value(gene, start) - result.reference;
    if (std::abs(effect) > kNoJump * Scale(largest_.size() - 1)) {
      result.jumps.push_back({Jump::kSettings, -1, true, 0, effect});
    }
  }
  return absl::OkStatus();
}

// Regulators that appear or vanish at one place: what each one changes, the
// mean over their order and its reverse.
absl::Status AttributedLine::Turn(absl::Span<const SenseLine::Turn> turns,
                                  Tokens& tokens) {
  const double s = turns[0].s;
  const size_t genes = genes_.size();
  const Tokens before = tokens;
  ASSIGN_OR_RETURN(const Stop first, StopAt(s, before));
  std::vector<std::vector<double>> effects(turns.size(),
                                           std::vector<double>(genes));
  for (const bool reverse : {false, true}) {
    tokens = before;
    std::vector<double> values = first.values;
    for (size_t i = 0; i < turns.size(); ++i) {
      const size_t at = reverse ? turns.size() - 1 - i : i;
      const auto t = static_cast<uint32_t>(turns[at].regulator);
      const auto place = std::lower_bound(tokens.begin(), tokens.end(), t);
      if (turns[at].appears) {
        tokens.insert(place, t);
      } else {
        tokens.erase(place);
      }
      ASSIGN_OR_RETURN(const Stop next, StopAt(s, tokens));
      for (size_t g = 0; g < genes; ++g) {
        effects[at][g] += (next.values[g] - values[g]) / 2;
      }
      values = next.values;
    }
  }
  for (size_t g = 0; g < genes; ++g) {
    Attribution& result = (*results_)[g];
    for (size_t i = 0; i < turns.size(); ++i) {
      if (effects[i][g] == 0) continue;
      result.jumps.push_back({Jump::kRegulator, turns[i].regulator,
                              turns[i].appears, s, effects[i][g]});
    }
  }
  return absl::OkStatus();
}

// The last place before `b` that is like `a`, and one not far behind it.
absl::Status AttributedLine::Bisect(Stop a, Stop b, const Tokens& tokens,
                                    Stop& before, Stop& after) const {
  while (b.s - a.s > kPlace) {
    const double middle = a.s + (b.s - a.s) / 2;
    if (middle <= a.s || middle >= b.s) break;
    ASSIGN_OR_RETURN(Stop stop, StopAt(middle, tokens));
    (stop.IsLike(a) ? a : b) = std::move(stop);
  }
  before = std::move(a);
  after = std::move(b);
  return absl::OkStatus();
}

void AttributedLine::JumpFrom(const Stop& before, const Stop& after) {
  // The first that changes, of those a gene prefers or else of all; or -1.
  const auto first_change = [](const std::vector<uint8_t>& a,
                               const std::vector<uint8_t>& b,
                               const std::vector<int>& watched, auto prefers) {
    int first = -1;
    for (size_t i = 0; i < a.size(); ++i) {
      if (a[i] == b[i]) continue;
      if (prefers(watched[i])) return static_cast<int>(i);
      if (first < 0) first = static_cast<int>(i);
    }
    return first;
  };
  for (size_t g = 0; g < genes_.size(); ++g) {
    Attribution& result = (*results_)[g];
    const int own = cell_.DomainOf(genes_[g]);
    const int domain =
        first_change(before.open, after.open, domains_,
                     [own](int watched) { return watched == own; });
    const int element =
        first_change(before.on, after.on, elements_, [&result](int watched) {
          return std::any_of(result.paths.begin(), result.paths.end(),
                             [watched](const Attribution::Path& path) {
                               return path.element == watched;
                             });
        });
    const double effect = after.values[g] - before.values[g];
    const bool own_changes = domain >= 0 && domains_[domain] == own;
    if (!own_changes && std::abs(effect) <= kNoJump * Scale(g)) continue;
    if (domain >= 0) {
      result.jumps.push_back({Jump::kDomain, domains_[domain],
                              after.open[domain] != 0, after.s, effect});
    } else {
      result.jumps.push_back({Jump::kElement, elements_[element],
                              after.on[element] != 0, after.s, effect});
    }
  }
}

// Adds the panel's integrals; false if it should be halved.
bool AttributedLine::Integrate(const Stop& a, const Stop& b,
                               absl::Span<const PreciseReading> readings) {
  const auto genes = static_cast<int>(genes_.size());
  const double half = (b.s - a.s) / 2;
  const int regulators = cell_.regulators();
  parts_.resize(genes);
  std::vector<uint8_t> right(genes);
  workers_.Run(genes, [&](int g, int) {
    const Attribution& result = (*results_)[g];
    std::vector<double>& part = parts_[g];
    part.assign(result.paths.size() * regulators, 0);
    for (int i = 0; i < kNodes; ++i) {
      const GeneSlopes slopes = cell_.Slopes(
          genes_[g], readings[i], PreciseCell::Coordinate::kLogLevel);
      const auto add = [&](size_t path, const std::vector<double>& values) {
        for (int t = 0; t < regulators; ++t) {
          part[path * regulators + t] +=
              half * WeightOf(i) * values[t] * line_.step(t);
        }
      };
      add(0, slopes.shared);
      add(1, slopes.expert);
      for (size_t e = 0; e < slopes.elements.size(); ++e) {
        add(2 + e, slopes.elements[e].slopes);
      }
    }
    double sum = b.values[g] - a.values[g];
    for (const double value : part) sum -= value;
    right[g] = std::abs(sum) <=
               options_.tolerance * Scale(g) * std::max(b.s - a.s, 0.02);
  });
  --panels_left_;
  const bool all_right =
      std::all_of(right.begin(), right.end(), [](uint8_t r) { return r != 0; });
  if (!all_right && b.s - a.s > kLeastWidth && panels_left_ > 0) return false;
  for (int g = 0; g < genes; ++g) {
    Attribution& result = (*results_)[g];
    for (size_t p = 0; p < result.paths.size(); ++p) {
      for (int t = 0; t < regulators; ++t) {
        result.paths[p].by_regulator[t] += parts_[g][p * regulators + t];
      }
    }
  }
  return true;
}

// False if the panel falls into parts, whose ends are then added to `rest`.
absl::StatusOr<bool> AttributedLine::Panel(const Stop& a, const Stop& b,
                                           const Tokens& tokens,
                                           std::vector<Stop>& rest) {
  std::vector<PreciseReading> readings(kNodes);
  std::vector<absl::Status> statuses(kNodes);
  const double half = (b.s - a.s) / 2;
  workers_.Run(kNodes, [&](int i, int) {
    statuses[i] = ReadAt(a.s + half * (1 + NodeOf(i)), tokens, readings[i]);
  });
  for (const absl::Status& status : statuses) RETURN_IF_ERROR(status);
  const Stop* before = &a;
  std::vector<Stop> stops;
  for (int i = 0; i < kNodes; ++i) {
    stops.push_back(StopOf(a.s + half * (1 + NodeOf(i)), readings[i]));
  }
  stops.push_back(b);
  for (const Stop& stop : stops) {
    for (size_t g = 0; g < genes_.size(); ++g) {
      largest_[g] = std::max(largest_[g], std::abs(stop.values[g]));
    }
  }
  for (const Stop& stop : stops) {
    // Domains that tie all along the line change places without an end.
    if (!stop.IsLike(*before) && panels_left_ > 0) {
      --panels_left_;
      Stop last, next;
      RETURN_IF_ERROR(Bisect(*before, stop, tokens, last, next));
      rest.push_back(b);
      rest.push_back(std::move(next));
      rest.push_back(std::move(last));
      return false;
    }
    before = &stop;
  }
  if (Integrate(a, b, readings)) return true;
  ASSIGN_OR_RETURN(Stop middle, StopAt(a.s + half, tokens));
  rest.push_back(b);
  rest.push_back(std::move(middle));
  return false;
}

absl::Status AttributedLine::Segment(double from, double to,
                                     const Tokens& tokens) {
  ASSIGN_OR_RETURN(Stop at, StopAt(from, tokens));
  // The ends of what is still to be done, the next one last.
  std::vector<Stop> rest;
  const int panels =
      std::max(1, static_cast<int>(std::lround((to - from) / kFirstWidth)));
  for (int i = panels; i > 0; --i) {
    const double end = i == panels ? to : from + (to - from) * i / panels;
    ASSIGN_OR_RETURN(rest.emplace_back(), StopAt(end, tokens));
  }
  while (!rest.empty()) {
    Stop end = std::move(rest.back());
    rest.pop_back();
    if (end.s - at.s <= kPlace) {
      if (!end.IsLike(at)) JumpFrom(at, end);
      at = std::move(end);
      continue;
    }
    ASSIGN_OR_RETURN(const bool done, Panel(at, end, tokens, rest));
    if (done) at = std::move(end);
  }
  return absl::OkStatus();
}

absl::Status AttributedLine::Run(absl::Span<const int> genes,
                                 std::vector<Attribution>& results) {
  genes_ = genes;
  results_ = &results;
  results.clear();
  Tokens tokens;
  RETURN_IF_ERROR(Start(tokens));
  std::vector<SenseLine::Turn> turns;
  if (cell_.presence_counts()) turns = line_.Turns();
  double at = 0;
  for (size_t i = 0; i < turns.size();) {
    size_t end = i;
    while (end < turns.size() && turns[end].s == turns[i].s) ++end;
    if (turns[i].s > at) {
      RETURN_IF_ERROR(Segment(at, turns[i].s, tokens));
    }
    at = turns[i].s;
    RETURN_IF_ERROR(
        Turn(absl::MakeConstSpan(turns).subspan(i, end - i), tokens));
    i = end;
  }
  if (at < 1) RETURN_IF_ERROR(Segment(at, 1, tokens));
  for (Attribution& result : results) {
    result.residual = result.value - result.reference;
    for (const Jump& jump : result.jumps) result.residual -= jump.effect;
    for (const Attribution::Path& path : result.paths) {
      for (const double value : path.by_regulator) result.residual -= value;
    }
  }
  return absl::OkStatus();
}

}  // namespace regulon
