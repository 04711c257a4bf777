#include "engine/logic/diagram.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

constexpr size_t kFirstBuckets = size_t{1} << 8;
constexpr size_t kMostKnown = size_t{1} << 22;  // 80 MB

uint64_t Mix(uint64_t a, uint64_t b, uint64_t c) {
  uint64_t x =
      a * 0x9E3779B97F4A7C15 ^ b * 0xC2B2AE3D27D4EB4F ^ c * 0x165667B19E3779F9;
  x ^= x >> 32;
  x *= 0xD6E8FEB86659FD93;
  return x ^ x >> 32;
}

}  // namespace

Diagrams::Diagrams(const std::vector<int>& order, int64_t most_nodes,
                   int64_t most_steps)
    : variable_at_(order),
      level_of_(order.size()),
      buckets_(kFirstBuckets),
      known_(kFirstBuckets),
      most_nodes_(std::min<int64_t>(most_nodes, int64_t{1} << 30)),
      most_steps_(most_steps) {
  for (size_t level = 0; level < order.size(); ++level) {
    level_of_[order[level]] = static_cast<uint32_t>(level);
  }
  entries_.push_back({static_cast<uint32_t>(order.size()), 0, 0, 0});
  full_ = order.size() > kMostVariables;
}

absl::Status Diagrams::status() const {
  if (!full_) return absl::OkStatus();
  if (variables() > kMostVariables) {
    return absl::ResourceExhaustedError(
        absl::StrCat("decision diagrams of ", variables(),
                     " variables; they have at most ", kMostVariables));
  }
  if (steps_ > most_steps_) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "the decision diagrams need more than ", most_steps_, " steps"));
  }
  return absl::ResourceExhaustedError(absl::StrCat(
      "the decision diagrams need more than ", most_nodes_, " nodes"));
}

size_t Diagrams::BucketOf(uint32_t level, Diagram off, Diagram on) const {
  return Mix(level, off, on) & (buckets_.size() - 1);
}

Diagram Diagrams::Make(uint32_t level, Diagram off, Diagram on) {
  if (off == on || full_) return off;
  const Diagram sign = off & 1;
  off ^= sign;
  on ^= sign;
  const size_t bucket = BucketOf(level, off, on);
  for (uint32_t node = buckets_[bucket]; node != 0;
       node = entries_[node].next) {
    const Entry& e = entries_[node];
    if (e.level == level && e.off == off && e.on == on) return 2 * node | sign;
  }
  if (in_use_ >= most_nodes_) {
    full_ = true;
    return kFalse;
  }
  const Entry entry = {level, off, on, buckets_[bucket]};
  uint32_t node = first_free_;
  if (node != 0) {
    first_free_ = entries_[node].next;
    entries_[node] = entry;
  } else {
    node = static_cast<uint32_t>(entries_.size());
    entries_.push_back(entry);
  }
  buckets_[bucket] = node;
  if (static_cast<size_t>(++in_use_) > buckets_.size()) Grow();
  return 2 * node | sign;
}

void Diagrams::Grow() {
  std::vector<uint32_t> old(2 * buckets_.size());
  old.swap(buckets_);
  for (uint32_t node : old) {
    while (node != 0) {
      Entry& e = entries_[node];
      const uint32_t next = e.next;
      uint32_t& first = buckets_[BucketOf(e.level, e.off, e.on)];
      e.next = first;
      first = node;
      node = next;
    }
  }
  if (known_.size() >= kMostKnown) return;
  std::vector<Known> wider(2 * known_.size());
  wider.swap(known_);
  for (const Known& k : wider) {
    if (k.operation != kNone) Slot(k.operation, k.f, k.g, k.h) = k;
  }
}

Diagrams::Known& Diagrams::Slot(uint32_t operation, Diagram f, Diagram g,
                                Diagram h) {
  return known_[Mix(uint64_t{operation} << 32 | f, g, h) & (known_.size() - 1)];
}

void Diagrams::Remember(uint32_t operation, Diagram f, Diagram g, Diagram h,
                        Diagram result) {
  if (++steps_ > most_steps_) full_ = true;
  if (!full_) Slot(operation, f, g, h) = {operation, f, g, h, result};
}

void Diagrams::Split(Diagram f, uint32_t level, Diagram* off,
                     Diagram* on) const {
  const Entry& e = entries_[f >> 1];
  if (e.level != level) {
    *off = *on = f;
    return;
  }
  *off = e.off ^ (f & 1);
  *on = e.on ^ (f & 1);
}

Diagram Diagrams::Variable(int variable) {
  return Make(level_of_[variable], kFalse, kTrue);
}

Diagram Diagrams::And(Diagram f, Diagram g) {
  if (f > g) std::swap(f, g);
  if (f == kFalse || f == Not(g) || full_) return kFalse;
  if (f == kTrue || f == g) return g;
  const Known& known = Slot(kAnd, f, g, 0);
  if (known.operation == kAnd && known.f == f && known.g == g) {
    return known.result;
  }
  const uint32_t level = std::min(LevelOf(f), LevelOf(g));
  Diagram f_off, f_on, g_off, g_on;
  Split(f, level, &f_off, &f_on);
  Split(g, level, &g_off, &g_on);
  const Diagram off = And(f_off, g_off);
  const Diagram result = Make(level, off, And(f_on, g_on));
  Remember(kAnd, f, g, 0, result);
  return result;
}

Diagram Diagrams::Xor(Diagram f, Diagram g) {
  if (full_) return kFalse;
  const Diagram sign = (f ^ g) & 1;
  f &= ~Diagram{1};
  g &= ~Diagram{1};
  if (f > g) std::swap(f, g);
  if (f == g) return sign;
  if (f == kFalse) return g ^ sign;
  const Known& known = Slot(kXor, f, g, 0);
  if (known.operation == kXor && known.f == f && known.g == g) {
    return known.result ^ sign;
  }
  const uint32_t level = std::min(LevelOf(f), LevelOf(g));
  Diagram f_off, f_on, g_off, g_on;
  Split(f, level, &f_off, &f_on);
  Split(g, level, &g_off, &g_on);
  const Diagram off = Xor(f_off, g_off);
  const Diagram result = Make(level, off, Xor(f_on, g_on));
  Remember(kXor, f, g, 0, result);
  return result ^ sign;
}

Diagram Diagrams::IfElse(Diagram f, Diagram g, Diagram h) {
  if (full_) return kFalse;
  if (f == kTrue || g == h) return g;
  if (f == kFalse) return h;
  if (g == kTrue || g == f) return Or(f, h);
  if (g == kFalse || g == Not(f)) return And(Not(f), h);
  if (h == kFalse || h == f) return And(f, g);
  if (h == kTrue || h == Not(f)) return Not(And(f, Not(g)));
  if (g == Not(h)) return Xor(f, h);
  if (f & 1) {
    f = Not(f);
    std::swap(g, h);
  }
  const Diagram sign = g & 1;
  g ^= sign;
  h ^= sign;
  const Known& known = Slot(kIfElse, f, g, h);
  if (known.operation == kIfElse && known.f == f && known.g == g &&
      known.h == h) {
    return known.result ^ sign;
  }
  const uint32_t level = std::min({LevelOf(f), LevelOf(g), LevelOf(h)});
  Diagram f_off, f_on, g_off, g_on, h_off, h_on;
  Split(f, level, &f_off, &f_on);
  Split(g, level, &g_off, &g_on);
  Split(h, level, &h_off, &h_on);
  const Diagram off = IfElse(f_off, g_off, h_off);
  const Diagram result = Make(level, off, IfElse(f_on, g_on, h_on));
  Remember(kIfElse, f, g, h, result);
  return result ^ sign;
}

Diagram Diagrams::Restrict(Diagram f, int variable, bool value) {
  const uint32_t level = level_of_[variable];
  if (LevelOf(f) > level || full_) return full_ ? kFalse : f;
  const Diagram sign = f & 1;
  f ^= sign;
  Diagram off, on;
  Split(f, LevelOf(f), &off, &on);
  if (LevelOf(f) == level) return (value ? on : off) ^ sign;
  const Diagram key = 2 * level + value;
  const Known& known = Slot(kRestrict, f, key, 0);
  if (known.operation == kRestrict && known.f == f && known.g == key) {
    return known.result ^ sign;
  }
  off = Restrict(off, variable, value);
  const Diagram result = Make(LevelOf(f), off, Restrict(on, variable, value));
  Remember(kRestrict, f, key, 0, result);
  return result ^ sign;
}

Diagram Diagrams::FlipAnd(Diagram f, int variable, Diagram g) {
  if (f == kFalse || g == kFalse || full_) return kFalse;
  const uint32_t flipped = level_of_[variable];
  const uint32_t level = std::min(LevelOf(f), LevelOf(g));
  if (LevelOf(f) > flipped || f == kTrue) return And(f, g);
  const Known& known = Slot(kFlipAnd + 8 * flipped, f, g, 0);
  if (known.operation == kFlipAnd + 8 * flipped && known.f == f &&
      known.g == g) {
    return known.result;
  }
  Diagram f_off, f_on, g_off, g_on;
  Split(f, level, &f_off, &f_on);
  Split(g, level, &g_off, &g_on);
  Diagram result;
  if (level == flipped) {
    const Diagram off = And(f_on, g_off);
    result = Make(level, off, And(f_off, g_on));
  } else {
    const Diagram off = FlipAnd(f_off, variable, g_off);
    result = Make(level, off, FlipAnd(f_on, variable, g_on));
  }
  Remember(kFlipAnd + 8 * flipped, f, g, 0, result);
  return result;
}

void Diagrams::Collect(absl::Span<const Diagram> live) {
  std::vector<bool> keep(entries_.size());
  keep[0] = true;
  for (const uint32_t node : NodesOf(live)) keep[node] = true;
  std::fill(buckets_.begin(), buckets_.end(), 0);
  std::fill(known_.begin(), known_.end(), Known());
  first_free_ = 0;
  in_use_ = 0;
  for (uint32_t node = static_cast<uint32_t>(entries_.size()); --node > 0;) {
    Entry& e = entries_[node];
    if (keep[node]) {
      uint32_t& first = buckets_[BucketOf(e.level, e.off, e.on)];
      e.next = first;
      first = node;
      ++in_use_;
    } else {
      e.next = first_free_;
      first_free_ = node;
    }
  }
  full_ = variables() > kMostVariables || in_use_ >= most_nodes_ ||
          steps_ > most_steps_;
}

}  // namespace regulon
