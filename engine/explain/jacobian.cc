#include "engine/explain/jacobian.h"

#include <algorithm>

#include "engine/status.h"
#include "engine/workers.h"

namespace regulon {

absl::Status Jacobian(
    PreciseCell& cell, const Context& context, absl::Span<const int> genes,
    const JacobianOptions& options,
    absl::FunctionRef<absl::Status(int gene, absl::Span<const double> row)>
        deliver) {
  constexpr size_t kAtOnce = 64;  // rows, of as many domains at most
  Workers workers(options.threads);
  std::vector<std::vector<double>> rows(kAtOnce);
  PreciseReading reading;
  for (size_t first = 0; first < genes.size(); first += kAtOnce) {
    const absl::Span<const int> batch = genes.subspan(first, kAtOnce);
    std::vector<int> domains;
    for (const int gene : batch) domains.push_back(cell.DomainOf(gene));
    std::sort(domains.begin(), domains.end());
    domains.erase(std::unique(domains.begin(), domains.end()), domains.end());
    RETURN_IF_ERROR(cell.Load(domains));
    RETURN_IF_ERROR(cell.Read(context, reading));
    workers.Run(static_cast<int>(batch.size()), [&](int i, int) {
      const GeneSlopes slopes =
          cell.Slopes(batch[i], reading, PreciseCell::Coordinate::kLogActivity);
      rows[i] = slopes.shared;
      for (size_t t = 0; t < rows[i].size(); ++t) {
        rows[i][t] += slopes.expert[t];
        for (const GeneSlopes::Element& element : slopes.elements) {
          rows[i][t] += element.slopes[t];
        }
      }
    });
    for (size_t i = 0; i < batch.size(); ++i) {
      RETURN_IF_ERROR(deliver(batch[i], rows[i]));
    }
    if (options.on_progress) {
      options.on_progress(static_cast<double>(first + batch.size()) /
                          genes.size());
    }
  }
  return absl::OkStatus();
}

}  // namespace regulon
