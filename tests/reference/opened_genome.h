// From a spec to a cell in one line, by way of a file as always.
//
//   const OpenedGenome laci(ReadModel("laci_o2"));
//   const std::vector<float> y =
//       laci.Express({ContextOf({{"LacI", 260}, {"IPTG", 50}})});
#ifndef REGULON_TESTS_REFERENCE_OPENED_GENOME_H_
#define REGULON_TESTS_REFERENCE_OPENED_GENOME_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/cell/cell.h"
#include "engine/genome/genome.h"
#include "proto/context.pb.h"
#include "proto/spec.pb.h"

namespace regulon::reference {

// models/NAME.textproto; with `data`, the test has //models:all_specs.
proto::GenomeSpec ReadModel(const std::string& name);
// Throws what the parser says of a text that is no spec.
proto::GenomeSpec ParseSpecText(absl::string_view text);

proto::Context ContextOf(const std::map<std::string, double>& levels);

// Compiles to a file of the test's own folder and returns its path.
std::string WriteSpec(const proto::GenomeSpec& spec, DType dtype = DType::kF32);

class OpenedGenome {
 public:
  // Of one thread unless told. Throws where something is wrong.
  explicit OpenedGenome(const proto::GenomeSpec& spec,
                        CellOptions options = {1, false});
  explicit OpenedGenome(const std::string& path,
                        CellOptions options = {1, false});

  const Genome& genome() const { return *genome_; }
  Cell& cell() const { return *cell_; }

  Context Convert(const proto::Context& context) const;
  std::vector<Context> Convert(const std::vector<proto::Context>& all) const;
  std::vector<Answer> Express(const std::vector<proto::Context>& all) const;
  Answer Express(const proto::Context& context) const;

 private:
  std::unique_ptr<const Genome> genome_;
  std::unique_ptr<Cell> cell_;
};

}  // namespace regulon::reference

#endif  // REGULON_TESTS_REFERENCE_OPENED_GENOME_H_
