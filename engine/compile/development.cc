// How domains renew their memory, and the lag of products.

#include <algorithm>

#include "engine/compile/lowering.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kMostLag = 1000;

absl::Status LowerMemory(Lowering& l) {
  const size_t domains = l.domain_spec.size();
  DevelopDraft& out = l.draft.develop;
  for (size_t d = 0; d < domains; ++d) {
    if (l.domain_spec[d] < 0 || !l.spec.domain(l.domain_spec[d]).has_memory()) {
      continue;
    }
    const proto::MemorySpec& spec = l.spec.domain(l.domain_spec[d]).memory();
    const Spot spot =
        l.root.Nested("domain", l.domain_spec[d]).Nested("memory");
    const proto::Domain& domain = l.draft.manifest.domains(static_cast<int>(d));
    if (!domain.routed()) {
      return spot.Error("rate", "domain '", domain.id(),
                        "' is always open and has no score to remember; add a "
                        "threshold");
    }
    const double rate = spec.rate() == 0 ? 1 : spec.rate();
    if (!(rate > 0 && rate <= 1)) {
      return spot.Error("rate", "a rate of ", rate,
                        "; give a number above 0 and up to 1");
    }
    out.feedback.resize(domains);
    out.threshold.resize(domains);
    out.rate.resize(domains);
    ASSIGN_OR_RETURN(out.feedback[d],
                     Lowering::Number(spec.feedback(), spot, "feedback"));
    ASSIGN_OR_RETURN(out.threshold[d],
                     Lowering::Number(spec.threshold(), spot, "threshold"));
    out.rate[d] = static_cast<float>(rate);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LowerDevelopment(Lowering& l) {
  RETURN_IF_ERROR(LowerMemory(l));
  std::vector<uint32_t>& lags = l.draft.develop.lag;
  for (int gene = 0; gene < l.spec.gene_size(); ++gene) {
    const int lag = l.spec.gene(gene).lag();
    if (lag < 0 || lag > kMostLag) {
      return l.root.Nested("gene", gene)
          .Error("lag", "a lag of ", lag, " steps; give 1 to ", kMostLag);
    }
    lags.push_back(std::max(lag, 1));
  }
  if (std::all_of(lags.begin(), lags.end(),
                  [](uint32_t lag) { return lag == 1; })) {
    lags.clear();
  }
  return absl::OkStatus();
}

}  // namespace regulon
