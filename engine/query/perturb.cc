#include "engine/query/perturb.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

using Deliver = absl::FunctionRef<absl::Status(const Effect&)>;

constexpr int64_t kBatch = 256;  // edited contexts that step together
constexpr size_t kMostWaiting = size_t{1} << 27;  // values of a context

// Holds back a context's effects until the sum over all of them is known.
class OtherMeans {
 public:
  OtherMeans(int genes, int domains, size_t perturbations, Deliver deliver)
      : sum_(genes), others_(genes), domains_(domains), deliver_(deliver) {
    waiting_.reserve(perturbations);
    all_ = perturbations;
  }

  absl::Status Check() const {
    if (all_ * (sum_.size() + domains_) <= kMostWaiting) {
      return absl::OkStatus();
    }
    return absl::ResourceExhaustedError(absl::StrCat(
        "the effects of ", all_, " perturbations on ", sum_.size(),
        " genes are more than fit in memory; ask for fewer perturbations"));
  }

  absl::Status Add(const Effect& effect) {
    if (waiting_.empty()) std::fill(sum_.begin(), sum_.end(), 0);
    Waiting& waiting = waiting_.emplace_back();
    waiting.effect = effect;
    Keep(waiting, effect.after, waiting.after, waiting.effect.after);
    Keep(waiting, effect.direct_after, waiting.direct,
         waiting.effect.direct_after);
    Keep(waiting, effect.open_after, waiting.open, waiting.effect.open_after);
    waiting.missing.assign(effect.missing.begin(), effect.missing.end());
    waiting.effect.missing = waiting.missing;
    if (effect.after.data() != effect.before.data()) {
      for (size_t g = 0; g < sum_.size(); ++g) sum_[g] += Change(effect, g);
    }
    return waiting_.size() == all_ ? HandOn() : absl::OkStatus();
  }

 private:
  struct Waiting {
    Effect effect;
    std::vector<float> after, direct, open;
    std::vector<uint8_t> missing;
  };

  static double Change(const Effect& effect, size_t g) {
    return double{effect.after[g]} - effect.before[g];
  }

  // What is the context's own stays where it is until the context ends.
  static void Keep(const Waiting& waiting, absl::Span<const float> from,
                   std::vector<float>& to, absl::Span<const float>& kept) {
    const Effect& e = waiting.effect;
    for (const absl::Span<const float> own :
         {e.before, e.direct_before, e.open_before}) {
      if (from.data() == own.data()) return;
    }
    to.assign(from.begin(), from.end());
    kept = to;
  }

  absl::Status HandOn() {
    const double count = static_cast<double>(all_) - 1;
    for (Waiting& waiting : waiting_) {
      Effect& effect = waiting.effect;
      if (all_ > 1) {
        for (size_t g = 0; g < sum_.size(); ++g) {
          others_[g] = (sum_[g] - Change(effect, g)) / count;
        }
        effect.others = others_;
      }
      RETURN_IF_ERROR(deliver_(effect));
    }
    waiting_.clear();
    return absl::OkStatus();
  }

  std::vector<double> sum_, others_;
  const size_t domains_;
  Deliver deliver_;
  size_t all_ = 0;
  std::vector<Waiting> waiting_;
};

class Perturbing {
 public:
  Perturbing(Cell& cell, absl::Span<const Context> contexts,
             absl::Span<const NamedEdits> perturbations,
             const PerturbOptions& options)
      : cell_(cell),
        contexts_(contexts),
        perturbations_(perturbations),
        options_(options) {}

  absl::Status Read(Deliver deliver) {
    std::vector<float> before, after;  // what is open
    int64_t of = -1;
    return ReadOnce(contexts_, [&](const Cell::Edited& e) {
      if (e.context != of) {
        of = e.context;
        before.assign(e.before->open.begin(), e.before->open.end());
      }
      Effect effect;
      effect.context = e.context;
      effect.perturbation = static_cast<int>(e.edit);
      effect.before = effect.after = e.before->expression;
      effect.open_before = effect.open_after = before;
      if (e.changed) {
        effect.after = e.after->expression;
        after.assign(e.after->open.begin(), e.after->open.end());
        effect.open_after = after;
      }
      effect.direct_before = effect.before;
      effect.direct_after = effect.after;
      effect.out_of_repertoire = e.after->out_of_repertoire;
      effect.missing = e.after->missing;
      Tell(e.context, e.edit);
      return deliver(effect);
    });
  }

  // As many contexts at a time as fill a batch with what is done to them.
  absl::Status Step(Deliver deliver) {
    const auto per_context = static_cast<int64_t>(perturbations_.size());
    const int64_t group = std::max<int64_t>(1, kBatch / per_context);
    const auto all = static_cast<int64_t>(contexts_.size());
    for (int64_t at = 0; at < all; at += group) {
      RETURN_IF_ERROR(StepGroup(at, std::min(group, all - at), deliver));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status ReadOnce(
      absl::Span<const Context> contexts,
      absl::FunctionRef<absl::Status(const Cell::Edited&)> deliver) {
    return cell_.ExpressEdits(
        contexts, static_cast<int64_t>(perturbations_.size()),
        [this](int64_t edit, Context& context) {
          return Apply(edit, false, context);
        },
        deliver);
  }

  absl::Status Apply(int64_t edit, bool hold, Context& context) const {
    return ApplyEdits(cell_.genome(), perturbations_[edit].edits, hold,
                      context);
  }

  absl::Status StepGroup(int64_t first, int64_t count, Deliver deliver) {
    const absl::Span<const Context> contexts = contexts_.subspan(first, count);
    const auto per_context = static_cast<int64_t>(perturbations_.size());
    ASSIGN_OR_RETURN(const std::vector<Expressed> wild,
                     Express(cell_, contexts, options_.express));
    std::vector<std::vector<float>> direct_before, direct_after;
    RETURN_IF_ERROR(ReadOnce(contexts, [&](const Cell::Edited& e) {
      if (e.edit == 0) direct_before.push_back(e.before->expression);
      direct_after.push_back(e.changed ? e.after->expression
                                       : std::vector<float>());
      return absl::OkStatus();
    }));
    std::vector<Context> edited;
    for (int64_t at = 0; at < count * per_context; at += kBatch) {
      const int64_t end = std::min(at + kBatch, count * per_context);
      edited.clear();
      for (int64_t i = at; i < end; ++i) {
        edited.push_back(contexts[i / per_context]);
        RETURN_IF_ERROR(Apply(i % per_context, true, edited.back()));
      }
      RETURN_IF_ERROR(Express(
          cell_, edited, options_.express,
          [&](int64_t index, const Expressed& result) {
            const int64_t context = (at + index) / per_context;
            Effect effect;
            effect.context = first + context;
            effect.perturbation = static_cast<int>((at + index) % per_context);
            effect.before = wild[context].expression;
            effect.after = result.expression;
            effect.open_before = wild[context].open;
            effect.open_after = result.open;
            effect.direct_before = direct_before[context];
            const std::vector<float>& direct = direct_after[at + index];
            effect.direct_after =
                direct.empty() ? effect.direct_before : absl::MakeSpan(direct);
            effect.out_of_repertoire = result.out_of_repertoire;
            effect.missing = result.missing;
            Tell(effect.context, effect.perturbation);
            return deliver(effect);
          }));
    }
    return absl::OkStatus();
  }

  void Tell(int64_t context, int64_t perturbation) const {
    if (!options_.on_progress) return;
    const auto per_context = static_cast<double>(perturbations_.size());
    options_.on_progress((static_cast<double>(context) * per_context +
                          static_cast<double>(perturbation) + 1) /
                         (static_cast<double>(contexts_.size()) * per_context));
  }

  Cell& cell_;
  absl::Span<const Context> contexts_;
  absl::Span<const NamedEdits> perturbations_;
  const PerturbOptions& options_;
};

}  // namespace

absl::Status Perturb(Cell& cell, absl::Span<const Context> contexts,
                     absl::Span<const NamedEdits> perturbations,
                     const PerturbOptions& options,
                     absl::FunctionRef<absl::Status(const Effect&)> deliver) {
  if (perturbations.empty()) return absl::OkStatus();
  for (const NamedEdits& perturbation : perturbations) {
    RETURN_IF_ERROR(CheckEdits(perturbation.edits, cell.genome()));
  }
  Perturbing perturbing(cell, contexts, perturbations, options);
  const bool steps =
      options.express.steps > 1 || options.express.update == Update::kAsync;
  const auto run = [&](Deliver to) {
    return steps ? perturbing.Step(to) : perturbing.Read(to);
  };
  if (!options.mean_of_others) return run(deliver);
  const proto::Manifest& manifest = cell.genome().manifest();
  OtherMeans others(manifest.genes_size(), manifest.domains_size(),
                    perturbations.size(), deliver);
  RETURN_IF_ERROR(others.Check());
  return run([&](const Effect& effect) { return others.Add(effect); });
}

std::vector<NamedEdits> EveryKnockOut(const Genome& genome) {
  std::vector<NamedEdits> all;
  for (int t = 0; t < genome.manifest().regulators_size(); ++t) {
    const Edit edit = {EditKind::kKnockOut, t, 0, "", 0};
    all.push_back({EditText(edit, genome), {edit}});
  }
  return all;
}

std::vector<NamedEdits> EveryElementOff(const Genome& genome) {
  std::vector<NamedEdits> all;
  for (int e = 0; e < genome.manifest().elements_size(); ++e) {
    const Edit edit = {EditKind::kElement, e, 0, "", 0};
    all.push_back({EditText(edit, genome), {edit}});
  }
  return all;
}

std::vector<std::pair<int, int>> PairsOf(int count) {
  std::vector<std::pair<int, int>> pairs;
  for (int a = 0; a < count; ++a) {
    for (int b = a + 1; b < count; ++b) pairs.emplace_back(a, b);
  }
  return pairs;
}

absl::StatusOr<NamedEdits> Together(const NamedEdits& a, const NamedEdits& b,
                                    const Genome& genome) {
  NamedEdits both = a;
  both.edits.insert(both.edits.end(), b.edits.begin(), b.edits.end());
  RETURN_IF_ERROR(CheckEdits(both.edits, genome));
  both.name = EditsText(both.edits, genome);
  return both;
}

}  // namespace regulon
