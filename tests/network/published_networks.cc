#include "tests/network/published_networks.h"

#include <map>
#include <stdexcept>
#include <utility>

#include "engine/expression/read_expression.h"

namespace regulon {
namespace {

template <typename T>
T OrThrow(absl::StatusOr<T> value) {
  if (!value.ok()) throw std::runtime_error(value.status().ToString());
  return *std::move(value);
}

PublishedNetwork Read(const std::string& expression, const std::string& names,
                      const std::string& gold, const std::string& unit) {
  ReadOptions options;
  options.unit = unit;
  Expression read = OrThrow(ReadExpression(expression, options));
  PublishedNetwork network;
  Problem& data = network.data;
  data.unit = read.unit;
  data.regulators = OrThrow(ReadNames(names));
  data.values = Eigen::Map<const FloatRows>(
      read.values.data(), read.samples.size(), read.genes.size());
  data.levels.resize(read.samples.size(), data.regulators.size());
  std::map<std::string, int> gene;
  for (size_t g = 0; g < read.genes.size(); ++g) gene[read.genes[g]] = g;
  for (size_t r = 0; r < data.regulators.size(); ++r) {
    data.levels.col(r) = data.values.col(gene.at(data.regulators[r]));
  }
  data.group.resize(read.samples.size());
  data.clamped.resize(read.samples.size());
  data.samples = std::move(read.samples);
  data.genes = std::move(read.genes);
  network.gold = OrThrow(ReadEdges(gold));
  return network;
}

}  // namespace

PublishedNetwork BacillusSubtilis(const std::string& shared) {
  const std::string folder = shared + "/data/bsubtilis/";
  return Read(folder + "expression.tsv.gz", folder + "tf_names.tsv",
              folder + "gold_standard.edges.tsv.gz", "log2_intensity");
}

PublishedNetwork Dream4(const std::string& shared) {
  const std::string folder = shared + "/data/dream4/";
  return Read(folder + "expression.tsv", folder + "tf_names.tsv",
              folder + "gold_standard.tsv", "activity");
}

std::vector<int> ReadNumbers(const std::string& path, const std::string& column,
                             const std::vector<std::string>& names) {
  std::vector<int> numbers;
  for (const std::string& text :
       OrThrow(OrThrow(ReadSampleTable(path)).Column(column, names))) {
    numbers.push_back(std::stoi(text));
  }
  return numbers;
}

}  // namespace regulon
