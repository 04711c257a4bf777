#include "engine/fit/pieces.h"

#include <numeric>

namespace regulon {
namespace {

Dense ToDense(const FloatRows& values) {
  return {values.rows(), values.cols(),
          std::vector<float>(values.data(), values.data() + values.size())};
}

// The columns of `whole` less their part along the shared path.
Dense Beyond(const FloatRows& whole, const FloatRows& reading,
             const FloatRows& writing, const std::vector<int>& genes) {
  FloatRows taken(whole.rows(), genes.size());
  FloatRows shared(writing.rows(), genes.size());
  for (size_t j = 0; j < genes.size(); ++j) {
    taken.col(j) = whole.col(genes[j]);
    shared.col(j) = writing.col(genes[j]);
  }
  taken.noalias() -= reading * shared;
  return ToDense(taken);
}

std::vector<uint32_t> All(Eigen::Index count) {
  std::vector<uint32_t> all(count);
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

void AddGene(const Problem& train, int gene, int domain, proto::Manifest& m) {
  proto::Gene& added = *m.mutable_genes(gene);
  added.set_id(train.genes[gene]);
  added.set_unit(train.unit.text);
  added.set_domain(domain);
}

void PutElementsOf(const Problem& train, const Pieces& p, Draft& draft) {
  if (p.elements.gene.empty()) return;
  std::vector<std::string> ids;
  std::vector<int> domain_of(p.genes.size());
  for (const int g : p.genes) ids.push_back(train.genes[g]);
  for (size_t d = 0; d < p.domains.size(); ++d) {
    for (const int i : p.domains[d]) domain_of[i] = static_cast<int>(d);
  }
  PutElements(p.elements, ids, domain_of, draft);
}

// Rows of zeros for the latents, which gated experts are fitted without.
Dense WithLatents(Dense inputs, Eigen::Index latents) {
  inputs.rows += latents;
  inputs.values.resize(inputs.rows * inputs.columns);
  return inputs;
}

}  // namespace

PieceSizes SizesOf(const Pieces& p) {
  const auto size = [](const DensePath& path) {
    return static_cast<double>(path.linear.size() + path.values.size());
  };
  PieceSizes sizes;
  sizes.experts = size(p.whole);
  sizes.always = size(p.reading) + p.writing.size() + p.basal.size() +
                 size(p.autonomy) + p.domains.size() + p.states.x.size() +
                 2 * p.states.x.rows() + 4 * p.states.x.cols() +
                 p.self.linear.size() + p.self.basal.size();
  return sizes;
}

Draft DraftOf(const Problem& train, const Pieces& p) {
  Draft draft;
  proto::Manifest& m = draft.manifest;
  m.set_unnamed(proto::BASAL);
  m.set_activity_source(proto::MRNA);
  for (const std::string& id : train.regulators) {
    proto::Regulator& regulator = *m.add_regulators();
    regulator.set_id(id);
    regulator.set_kind(proto::Regulator::TF);
    regulator.set_unit(train.unit.text);
  }
  const auto copy = [](absl::Span<const float> values) {
    return std::vector<float>(values.begin(), values.end());
  };
  draft.reference.assign(train.regulators.size(), 1);
  draft.pseudocount = copy(p.standardizer.pseudocount());
  draft.log_mean = copy(p.standardizer.log_mean());
  draft.log_sd = copy(p.standardizer.log_sd());

  for (size_t g = 0; g < train.genes.size(); ++g) m.add_genes();
  draft.basal.resize(train.genes.size());
  for (size_t i = 0; i < p.genes.size(); ++i) {
    draft.basal[p.genes[i]] = p.basal[i];
  }
  const auto domains = static_cast<int>(p.domains.size());
  for (int d = 0; d < domains; ++d) {
    proto::Domain& domain = *m.add_domains();
    domain.set_id(p.domain_names[d]);
    domain.set_routed(true);
    for (const int i : p.domains[d]) AddGene(train, p.genes[i], d, m);
  }
  if (!p.self_genes.empty()) {
    proto::Domain& domain = *m.add_domains();
    domain.set_id("regulators");
    domain.set_note("genes that are regulators: linear, without themselves");
    for (size_t i = 0; i < p.self_genes.size(); ++i) {
      AddGene(train, p.self_genes[i], domains, m);
      draft.basal[p.self_genes[i]] = p.self.basal[i];
    }
  }
  draft.encoder = p.encoder;
  PutElementsOf(train, p, draft);
  m.add_routers()->set_score(proto::Router::AUTONOMY);

  draft.reference_states = ToDense(p.states.x);
  draft.reference_sharpness = {static_cast<float>(p.states.kernel.width)};
  draft.reference_mean =
      copy({p.states.kappa_mean.data(),
            static_cast<size_t>(p.states.kappa_mean.size())});
  draft.repertoire_distance = {static_cast<float>(p.repertoire)};
  if (domains == 0) return draft;

  // Genes that are regulators have no part in the shared path.
  FloatRows writing =
      FloatRows::Zero(p.writing.rows(), static_cast<int>(train.genes.size()));
  for (size_t i = 0; i < p.genes.size(); ++i) {
    writing.col(p.genes[i]) = p.writing.col(i);
  }
  draft.shared_writing = ToDense(writing);
  draft.shared_reading = ToDense(p.reading.linear);
  draft.shared_attention = ToDense(p.reading.values);
  const Eigen::Index rank = p.autonomy.linear.cols() / domains;
  for (int d = 0; d < domains; ++d) {
    draft.router.autonomy.push_back(
        ToDense(p.autonomy.linear.middleCols(d * rank, rank)));
    draft.router.autonomy_reference.push_back(
        ToDense(p.autonomy.values.middleCols(d * rank, rank)));
  }
  if (!p.self_genes.empty()) {
    draft.router.autonomy.emplace_back();
    draft.router.autonomy_reference.emplace_back();
  }
  return draft;
}

ExpertDraft ExpertOf(const Pieces& p, int domain) {
  ExpertDraft expert;
  expert.inputs = All(p.states.x.cols());
  if (domain == static_cast<int>(p.domains.size())) {
    expert.linear = ToDense(p.self.linear);
    return expert;
  }
  const std::vector<int>& genes = p.domains[domain];
  expert.linear = Beyond(p.whole.linear, p.reading.linear, p.writing, genes);
  expert.reference_values =
      Beyond(p.whole.values, p.reading.values, p.writing, genes);
  if (!p.gated.empty() && !p.gated[domain].gate.values.empty()) {
    const GatedExpert& gated = p.gated[domain];
    expert.gate = WithLatents(gated.gate, p.writing.rows());
    expert.up = WithLatents(gated.up, p.writing.rows());
    expert.down = gated.down;
  }
  PutAmplitudes(p.elements, genes, expert);
  return expert;
}

}  // namespace regulon
