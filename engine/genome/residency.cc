#include "engine/genome/residency.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/genome/header.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Runs of units that hold the ranges; those at most `gap` units apart are one.
std::vector<ByteRange> Runs(absl::Span<const ByteRange> ranges, int64_t unit,
                            int64_t gap) {
  std::vector<ByteRange> runs;
  for (const ByteRange& range : ranges) {
    const int64_t begin = range.begin / unit;
    const int64_t end = (range.end + unit - 1) / unit;
    if (!runs.empty() && begin <= runs.back().end + gap) {
      runs.back().end = std::max(runs.back().end, end);
    } else {
      runs.push_back({begin, end});
    }
  }
  return runs;
}

// In MiB, rounded up, as a limit is written.
std::string Mebibytes(int64_t bytes) {
  return absl::StrCat((bytes + (1 << 20) - 1) >> 20, "M");
}

}  // namespace

int64_t LimitFor(int64_t file_bytes, int64_t memory_bytes) {
  return file_bytes > memory_bytes ? memory_bytes / 2 : Residency::kNoLimit;
}

absl::StatusOr<Residency> Residency::Create(
    const Genome& genome, std::vector<ByteRange> always,
    const std::vector<std::vector<ByteRange>>& domains, int64_t limit) {
  Residency made(genome, std::move(always), domains);
  RETURN_IF_ERROR(made.SetLimit(limit));
  return made;
}

Residency::Residency(const Genome& genome, std::vector<ByteRange> always,
                     const std::vector<std::vector<ByteRange>>& domains)
    : genome_(&genome),
      always_(std::move(always)),
      domains_(domains.size() + 1),
      users_((genome.file_bytes() + kBlockBytes - 1) / kBlockBytes) {
  Take(Runs(always_, kBlockBytes, 0));
  size_t ranges = 0;
  for (size_t d = 0; d < domains.size(); ++d) {
    Domain& domain = domains_[d];
    domain.ranges = Runs(domains[d], kPageBytes, 1);
    for (ByteRange& range : domain.ranges) {
      range.begin *= kPageBytes;
      range.end = std::min(range.end * kPageBytes, genome.file_bytes());
    }
    ranges += domain.ranges.size();
    domain.blocks = Runs(domains[d], kBlockBytes, 0);
    CountBlocksOf(domain);
  }
  ranges_.reserve(ranges);
  Domain& ends = domains_.back();
  ends.older = ends.younger = static_cast<int>(domains.size());
}

absl::Status Residency::SetLimit(int64_t limit) {
  const auto largest = std::max_element(domains_.begin(), domains_.end(),
                                        [](const Domain& a, const Domain& b) {
                                          return a.block_count < b.block_count;
                                        });
  const int64_t always = resident_bytes();
  const int64_t domain = largest->block_count * kBlockBytes;
  const int64_t least = std::min(always + domain, genome_->file_bytes());
  if (limit == kNoLimit) {
    limit = LimitFor(genome_->file_bytes(),
                     int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE));
    if (limit != kNoLimit) limit = std::max(limit, least);
  } else if (limit < least) {
    const auto d = static_cast<int>(largest - domains_.begin());
    return absl::InvalidArgumentError(absl::StrCat(
        genome_->path(), ": a memory limit of ", limit,
        " bytes is too small: every query reads ", Mebibytes(always),
        domain == 0
            ? ""
            : absl::StrCat(" and domain '", genome_->manifest().domains(d).id(),
                           "' ", Mebibytes(domain), " more"),
        "; allow at least ", Mebibytes(least)));
  }
  limit_ = limit < genome_->file_bytes() ? limit : kNoLimit;
  most_blocks_ = limit / kBlockBytes - resident_blocks_;
  return absl::OkStatus();
}

void Residency::AnnounceAlways() {
  if (announced_always_) return;
  announced_always_ = true;
  system_calls_ += genome_->Announce(always_);
}

void Residency::Take(absl::Span<const ByteRange> blocks) {
  for (const ByteRange& run : blocks) {
    for (int64_t b = run.begin; b < run.end; ++b) {
      if (users_[b]++ == 0) ++resident_blocks_;
    }
  }
}

void Residency::CountBlocksOf(Domain& domain) const {
  for (const ByteRange& run : domain.blocks) {
    for (int64_t b = run.begin; b < run.end; ++b) {
      if (users_[b] == 0) ++domain.block_count;
    }
  }
  if (domain.blocks.empty()) return;
  const int64_t first = domain.blocks.front().begin;
  const int64_t last = domain.blocks.back().end - 1;
  if (users_[first] == 0) domain.first_block = first;
  if (users_[last] == 0) domain.last_block = last;
}

Residency::Wave Residency::WaveFrom(absl::Span<const int> domains,
                                    int begin) const {
  Wave wave = {begin, 0};
  const int size = static_cast<int>(domains.size());
  for (; wave.end < size; ++wave.end) {
    const Domain& domain = domains_[domains[wave.end]];
    int64_t added = domain.block_count;
    if (wave.end > begin && domain.first_block != -1 &&
        domain.first_block == domains_[domains[wave.end - 1]].last_block) {
      --added;
    }
    if (wave.end > begin && wave.blocks + added > most_blocks_ / 2) break;
    wave.blocks += added;
  }
  return wave;
}

int Residency::NextWave(absl::Span<const int> domains, int begin) {
  const bool limited = limit_ != kNoLimit;
  const Wave wave = limited ? WaveFrom(domains, begin)
                            : Wave{static_cast<int>(domains.size()), 0};
  ranges_.clear();
  for (int i = begin; i < wave.end; ++i) Use(domains[i]);
  if (limited) {
    const Wave next = WaveFrom(domains, wave.end);
    if (wave.blocks + next.blocks <= most_blocks_) {
      for (int i = wave.end; i < next.end; ++i) Use(domains[i]);
    }
    while (resident_bytes() > limit_) Release(domains_.back().younger);
  }
  if (ranges_.empty()) return wave.end;
  std::sort(
      ranges_.begin(), ranges_.end(),
      [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
  system_calls_ += genome_->Announce(ranges_);
  return wave.end;
}

void Residency::Use(int domain) {
  Domain& used = domains_[domain];
  if (used.resident) {
    Unlink(domain);
  } else {
    used.resident = true;
    Take(used.blocks);
    ranges_.insert(ranges_.end(), used.ranges.begin(), used.ranges.end());
  }
  LinkYoungest(domain);
}

void Residency::Release(int domain) {
  Domain& released = domains_[domain];
  Unlink(domain);
  released.resident = false;
  for (const ByteRange& run : released.blocks) {
    // Those at its ends may be a neighbour's as well.
    int64_t begin = run.begin, end = run.begin;
    for (int64_t b = run.begin; b < run.end; ++b) {
      const bool unused = --users_[b] == 0;
      if (unused) {
        end = b + 1;
        --resident_blocks_;
      }
      if ((!unused || b + 1 == run.end) && begin < end) {
        genome_->Release({begin * kBlockBytes,
                          std::min(end * kBlockBytes, genome_->file_bytes())});
        ++system_calls_;
      }
      if (!unused) begin = end = b + 1;
    }
  }
}

void Residency::Unlink(int domain) {
  const Domain& d = domains_[domain];
  domains_[d.older].younger = d.younger;
  domains_[d.younger].older = d.older;
}

// domains_.back() is older than the oldest and younger than the youngest.
void Residency::LinkYoungest(int domain) {
  const int ends = static_cast<int>(domains_.size()) - 1;
  Domain& d = domains_[domain];
  d.older = domains_[ends].older;
  d.younger = ends;
  domains_[d.older].younger = domain;
  domains_[ends].older = domain;
}

}  // namespace regulon
