#include "engine/transformer/feed_forward.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/dense/packed_product.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<FeedForward> FeedForward::Create(BlockTables& tables,
                                                int64_t width,
                                                const OpeningChoice& opening) {
  RouterTables router_tables = tables.router;
  router_tables.everything_open = opening.everything_open;
  TranscriptionSizes sizes;
  sizes.regulators = sizes.genes = width;
  sizes.domains = static_cast<int64_t>(tables.domains.size());
  ASSIGN_OR_RETURN(Router router, Router::Create(std::move(router_tables)));
  ASSIGN_OR_RETURN(ExpertLayer experts,
                   ExpertLayer::Create(std::move(tables.experts), sizes));
  RETURN_IF_ERROR(experts.CheckIndices());
  FeedForward made(std::move(router), std::move(experts));
  made.domains_ = tables.domains;
  made.gate_ = tables.gate;
  made.top_k_ = opening.top_k;
  for (const int d : tables.domains) {
    if (!opening.required.empty()) {
      made.required_.push_back(opening.required[d]);
    }
    if (!opening.forbidden.empty()) {
      made.forbidden_.push_back(opening.forbidden[d]);
    }
  }
  return made;
}

absl::Status FeedForward::Open(int64_t first, int64_t rows,
                               Workspace& workspace,
                               WorkerScratch& scratch) const {
  const auto routed = static_cast<int64_t>(router_.tables().routed.size());
  const auto domains = static_cast<int64_t>(domains_.size());
  if (routed > 0) {
    Left left = {workspace.h.row(first), workspace.h.stride(), nullptr};
    if (IsQuantized(gate_.dtype)) {
      scratch.quantized.Fill(gate_.dtype, static_cast<int>(rows), gate_.rows,
                             left.values, left.stride);
      left.quantized = &scratch.quantized;
    }
    scratch.ahead.Begin({}, {}, 1);
    PackedProduct(static_cast<int>(rows), left, gate_, Into::kStore,
                  scratch.gate.row(0), scratch.gate.stride(), scratch.ahead);
  }
  RouterInput input;
  input.required = required_;
  input.forbidden = forbidden_;
  input.top_k = top_k_;
  const absl::Span<double> numbers = absl::MakeSpan(scratch.router);
  for (int64_t row = first; row < first + rows; ++row) {
    input.gate = {scratch.gate.row(row - first), static_cast<size_t>(routed)};
    RouterOutput output;
    output.score = numbers.subspan(0, routed);
    output.open = {&workspace.open[row * workspace.domains],
                   static_cast<size_t>(domains)};
    output.weight = {workspace.weight.row(row), static_cast<size_t>(domains)};
    output.missing = {&workspace.missing[row * workspace.domains],
                      static_cast<size_t>(domains)};
    std::fill(output.missing.begin(), output.missing.end(), 0);
    if (!router_
             .Run(input, numbers.subspan(routed), output, scratch.reads,
                  scratch.flops)
             .ok()) {
      return absl::OutOfRangeError(absl::StrCat(row));
    }
    for (int64_t i = 0; i < domains; ++i) {
      if (output.open[i]) scratch.flops += experts_.experts()[i].flops();
    }
  }
  return absl::OkStatus();
}

// The rows of an expert in pieces, so that there are some for every worker.
void FeedForward::Share(int64_t rows, Workspace& workspace, int pieces) {
  constexpr int64_t kLeast = 16, kMost = 96;
  const auto is_open = [&](int64_t row, int i) {
    return workspace.open[row * workspace.domains + i] != 0;
  };
  counts_.assign(domains_.size(), 0);
  int64_t all = 0;
  for (size_t i = 0; i < domains_.size(); ++i) {
    for (int64_t row = 0; row < rows; ++row) {
      counts_[i] += is_open(row, static_cast<int>(i));
    }
    all += counts_[i];
  }
  const int64_t piece =
      std::min(kMost, std::max(kLeast, (all + pieces - 1) / pieces));
  readers_.Clear();
  open_.clear();
  task_end_.clear();
  for (const int i : experts_.order()) {
    if (counts_[i] == 0) continue;
    const int64_t cuts = (counts_[i] + piece - 1) / piece;
    int64_t taken = 0, cut = 1;
    for (int64_t row = 0; row < rows; ++row) {
      if (!is_open(row, i)) continue;
      readers_.AddContext(static_cast<int>(row), workspace.weight.row(row)[i]);
      if (++taken == counts_[i] * cut / cuts) {
        readers_.EndDomain(i);
        ++cut;
      }
    }
    open_.push_back(domains_[i]);
    task_end_.push_back(readers_.size());
  }
}

absl::Status FeedForward::Run(int64_t rows, Residency& residency,
                              Workspace& workspace) {
  Share(rows, workspace, 4 * workspace.workers.count());
  ExpertInput input = {};
  input.x = workspace.inputs.row(0);
  const auto open = static_cast<int>(open_.size());
  for (int begin = 0, end; begin < open; begin = end) {
    end = residency.NextWave(open_, begin);
    RETURN_IF_ERROR(experts_.Run(
        readers_, begin == 0 ? 0 : task_end_[begin - 1], task_end_[end - 1],
        input, workspace.workers, workspace.x.row(0)));
  }
  return absl::OkStatus();
}

void FeedForward::Mark(absl::Span<const uint8_t> open, ReadSet& reads) const {
  for (size_t i = 0; i < domains_.size(); ++i) {
    if (!open[domains_[i]]) continue;
    for (const Units units : experts_.experts()[i].tables().units) {
      reads.Mark(units);
    }
  }
}

}  // namespace regulon
