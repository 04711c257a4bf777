#include "engine/explain/attribution.h"

#include <map>

#include "engine/explain/attributed_line.h"
#include "engine/status.h"
#include "engine/workers.h"

namespace regulon {

absl::Status Attribute(
    PreciseCell& cell, const Context& reference, const Context& context,
    absl::Span<const int> genes, const AttributionOptions& options,
    absl::FunctionRef<absl::Status(const Attribution&)> deliver) {
  std::map<int, std::vector<int>> by_domain;
  for (const int gene : genes) by_domain[cell.DomainOf(gene)].push_back(gene);
  Workers workers(options.threads);
  std::vector<int> domains, group;
  int64_t bytes = 0;
  size_t done = 0;
  const auto flush = [&]() -> absl::Status {
    if (group.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(cell.Load(domains));
    AttributedLine line(cell, reference, context, options, workers);
    std::vector<Attribution> results;
    RETURN_IF_ERROR(line.Run(group, results));
    for (const Attribution& result : results) RETURN_IF_ERROR(deliver(result));
    done += group.size();
    if (options.on_progress) {
      options.on_progress(static_cast<double>(done) / genes.size());
    }
    domains.clear();
    group.clear();
    bytes = 0;
    return absl::OkStatus();
  };
  for (const auto& [domain, own] : by_domain) {
    constexpr int kPathsOfMost = 8;  // and the panel's
    const int64_t needs =
        4 * cell.Floats(domain) +
        8 * kPathsOfMost * cell.regulators() * static_cast<int64_t>(own.size());
    if (bytes + needs > options.bytes_at_once) RETURN_IF_ERROR(flush());
    domains.push_back(domain);
    group.insert(group.end(), own.begin(), own.end());
    bytes += needs;
  }
  return flush();
}

}  // namespace regulon
