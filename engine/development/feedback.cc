#include "engine/development/feedback.h"

#include <cmath>
#include <cstdint>

#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

// Uniform in 0..bound-1, the same on every platform (Lemire 2019).
uint64_t Below(uint64_t bound, std::mt19937_64& random) {
  using Wide = unsigned __int128;
  const uint64_t reject = -bound % bound;
  for (;;) {
    const Wide product = Wide{random()} * bound;
    if (static_cast<uint64_t>(product) >= reject) {
      return static_cast<uint64_t>(product >> 64);
    }
  }
}

bool Changes(const Context& context, const Feedback::Loop& loop,
             absl::Span<const float> expression) {
  return !context.held(loop.regulator) &&
         context.levels()[loop.regulator] != double{expression[loop.gene]};
}

}  // namespace

Feedback::Feedback(const Genome& genome) {
  const proto::Manifest& manifest = genome.manifest();
  starts_absent_ = manifest.unnamed() == proto::ABSENT;
  for (int gene = 0; gene < manifest.genes_size(); ++gene) {
    const std::string& id = manifest.genes(gene).id();
    const int regulator = genome.regulators().FindId(id);
    if (regulator < 0) continue;
    const Unit& unit = genome.regulator_units()[regulator];
    if (unit.text != genome.gene_units()[gene].text) {
      can_feed_.Update(absl::FailedPreconditionError(absl::StrCat(
          genome.path(), ": '", id, "' is expressed in ",
          genome.gene_units()[gene].text, " but regulates in ", unit.text,
          ", so its product cannot be fed back; give both one unit")));
      continue;
    }
    loops_.push_back({regulator, gene});
    zero_.push_back(unit.FromLinear(0));
    all_boolean_ &= unit.boolean;
  }
  can_step_ = can_feed_;
  if (loops_.empty()) {
    can_step_.Update(absl::FailedPreconditionError(absl::StrCat(
        genome.path(),
        ": steps change nothing, for no gene of this genome is also a "
        "regulator; leave them out")));
  }
}

void Feedback::Start(Context& context) const {
  if (!starts_absent_) return;
  for (size_t i = 0; i < loops_.size(); ++i) {
    const int regulator = loops_[i].regulator;
    if (std::isnan(context.levels()[regulator])) {
      context.Feed(regulator, zero_[i]);
    }
  }
}

void Feedback::Feed(absl::Span<const float> expression,
                    Context& context) const {
  for (const Loop& loop : loops_) {
    if (!context.held(loop.regulator)) {
      context.Feed(loop.regulator, expression[loop.gene]);
    }
  }
}

bool Feedback::FeedOne(absl::Span<const float> expression,
                       std::mt19937_64& random, Context& context) const {
  uint64_t changes = 0;
  for (const Loop& loop : loops_) {
    changes += Changes(context, loop, expression);
  }
  if (changes == 0) return false;
  uint64_t chosen = Below(changes, random);
  for (const Loop& loop : loops_) {
    if (Changes(context, loop, expression) && chosen-- == 0) {
      context.Feed(loop.regulator, expression[loop.gene]);
      break;
    }
  }
  return true;
}

bool Feedback::Settled(absl::Span<const float> expression,
                       const Context& context) const {
  for (const Loop& loop : loops_) {
    if (Changes(context, loop, expression)) return false;
  }
  return true;
}

void Feedback::ReadProducts(const Context& context,
                            absl::Span<float> expression) const {
  for (const Loop& loop : loops_) {
    const double level = context.levels()[loop.regulator];
    if (!std::isnan(level)) expression[loop.gene] = static_cast<float>(level);
  }
}

}  // namespace regulon
