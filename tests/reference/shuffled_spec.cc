#include "tests/reference/shuffled_spec.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace regulon::reference {
namespace {

// new[i] = old[order[i]]
template <typename Repeated>
void Reorder(const std::vector<int>& order, Repeated& repeated) {
  const Repeated before = repeated;
  for (size_t i = 0; i < order.size(); ++i) {
    *repeated.Mutable(static_cast<int>(i)) = before.Get(order[i]);
  }
}

void ReorderColumns(const std::vector<int>& order, proto::MatrixSpec& matrix) {
  const proto::MatrixSpec before = matrix;
  for (int i = 0; i < matrix.rows() && matrix.value_size() > 0; ++i) {
    for (int j = 0; j < matrix.columns(); ++j) {
      matrix.set_value(i * matrix.columns() + j,
                       before.value(i * matrix.columns() + order[j]));
    }
  }
}

void ReorderRows(const std::vector<int>& order, proto::MatrixSpec& matrix) {
  const proto::MatrixSpec before = matrix;
  for (int i = 0; i < matrix.rows() && matrix.value_size() > 0; ++i) {
    for (int j = 0; j < matrix.columns(); ++j) {
      matrix.set_value(i * matrix.columns() + j,
                       before.value(order[i] * matrix.columns() + j));
    }
  }
}

}  // namespace

proto::GenomeSpec Shuffled(const proto::GenomeSpec& spec, unsigned seed) {
  std::mt19937 random(seed);
  const auto order_of = [&random](int size) {
    std::vector<int> order(size);
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random);
    return order;
  };
  proto::GenomeSpec other = spec;
  const auto regulators = order_of(spec.regulator_size());
  const auto genes = order_of(spec.gene_size());
  Reorder(regulators, *other.mutable_regulator());
  Reorder(genes, *other.mutable_gene());
  Reorder(order_of(spec.element_size()), *other.mutable_element());
  Reorder(order_of(spec.contact_size()), *other.mutable_contact());
  if (spec.has_shared()) {
    ReorderRows(regulators, *other.mutable_shared()->mutable_reading());
    ReorderColumns(genes, *other.mutable_shared()->mutable_writing());
  }
  if (spec.has_reference_states()) {
    ReorderColumns(regulators,
                   *other.mutable_reference_states()->mutable_states());
  }
  for (int d = 0; d < spec.domain_size(); ++d) {
    // Columns of a domain's matrices are its genes in the genome's order.
    const auto columns_of = [&spec, d](const proto::GenomeSpec& genome) {
      std::vector<std::string> columns;
      const auto& ids = spec.domain(d).gene();
      for (const proto::GeneSpec& gene : genome.gene()) {
        if (std::count(ids.begin(), ids.end(), gene.id())) {
          columns.push_back(gene.id());
        }
      }
      return columns;
    };
    const std::vector<std::string> before = columns_of(spec);
    std::vector<int> order;
    for (const std::string& gene : columns_of(other)) {
      order.push_back(static_cast<int>(
          std::find(before.begin(), before.end(), gene) - before.begin()));
    }
    proto::DomainSpec& domain = *other.mutable_domain(d);
    ReorderColumns(order, *domain.mutable_reference_values());
    ReorderColumns(order, *domain.mutable_down());
    if (!spec.domain(d).has_reference_values()) {
      domain.clear_reference_values();
    }
    if (!spec.domain(d).has_down()) domain.clear_down();
  }
  Reorder(order_of(spec.domain_size()), *other.mutable_domain());
  return other;
}

}  // namespace regulon::reference
