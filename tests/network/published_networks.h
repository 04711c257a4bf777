// The data sets of ../shared that have a known network.
#ifndef REGULON_TESTS_NETWORK_PUBLISHED_NETWORKS_H_
#define REGULON_TESTS_NETWORK_PUBLISHED_NETWORKS_H_

#include <string>
#include <vector>

#include "engine/expression/lists.h"
#include "engine/regression/problem.h"

namespace regulon {

struct PublishedNetwork {
  Problem data;  // genes: all of them, regulators too; no groups
  std::vector<NamedEdge> gold;
};

// shared: the folder. They throw where a file cannot be read.
PublishedNetwork BacillusSubtilis(const std::string& shared);
// The gold standard says of every pair whether it is an edge.
PublishedNetwork Dream4(const std::string& shared);

// Of a table with a heading and names in its first column.
std::vector<int> ReadNumbers(const std::string& path, const std::string& column,
                             const std::vector<std::string>& names);

}  // namespace regulon

#endif  // REGULON_TESTS_NETWORK_PUBLISHED_NETWORKS_H_
