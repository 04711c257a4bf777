// What the verbs that learn from expression data and judge by it have in
// common: flags for the matrix and the lists beside it.
#ifndef REGULON_ENGINE_CLI_FITTING_DATA_FLAGS_H_
#define REGULON_ENGINE_CLI_FITTING_DATA_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/fit/make_problem.h"
#include "engine/regression/problem.h"
#include "proto/genome.pb.h"

namespace CLI {
class App;
}

namespace regulon {

struct DataFlags {
  std::string expression, unit, layer = "X", gene_ids;
  std::string missing = "error", duplicates = "error";
  bool samples_are_rows = false;
  std::string tfs, targets, symbols;
  std::string samples, group;  // table of samples, and its column
  std::string perturbations;
  int threads = 0;
};

void AddDataFlags(CLI::App& verb, DataFlags& flags);

struct Data {
  Problem problem;
  ProblemReport names;
  std::vector<proto::Provenance::Source> sources;
};

// Adds a file to what the data came from.
void AddSource(const std::string& path, const std::string& note, Data& data);

// Edges of ids or symbols as edges of the problem's ids.
std::vector<NamedEdge> WithIds(std::vector<NamedEdge> edges, const Data& data);

// Reads it all and tells on stderr what was left out, merged or averaged.
absl::StatusOr<Data> ReadData(const DataFlags& flags);

// A column of the table of samples, or of `obs` of an AnnData file.
absl::StatusOr<std::vector<std::string>> SampleColumn(
    const DataFlags& flags, const std::string& column,
    const std::vector<std::string>& samples);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_FITTING_DATA_FLAGS_H_
