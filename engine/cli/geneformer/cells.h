// Cells of an expression file as the tokens that a genome reads: flags, and
// what they ask for.
#ifndef REGULON_ENGINE_CLI_GENEFORMER_CELLS_H_
#define REGULON_ENGINE_CLI_GENEFORMER_CELLS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/geneformer/rank_value.h"
#include "engine/geneformer/token_dictionary.h"
#include "engine/genome/genome.h"
#include "engine/genome/vocabulary.h"

namespace CLI {
class App;
}

namespace regulon {

struct CellFlags {
  std::string cells, dictionary, medians, counts = "X", gene_ids;
  std::vector<std::string> only;
  bool samples_are_rows = false, no_special = false;
  int layer = -1;  // -1: the last but one

  // Whether any but the files and the layer is set.
  bool AsksOfCells() const {
    return counts != "X" || !gene_ids.empty() || !only.empty() ||
           samples_are_rows || no_special;
  }
};

// --dictionary and what goes with it, but CELLS and --layer.
void AddCellFlags(CLI::App& verb, CellFlags& flags);

// What --layer asks for, as a number of blocks.
absl::StatusOr<int> LayerOf(const CellFlags& flags, const Genome& genome);

struct NamedCell {
  std::string name;
  EncodedCell cell;
};

class Cells {
 public:
  // Reports on the standard error what was merged or left out: of genes that
  // are no tokens how many there are and their share of the counts, and cells
  // that express no gene of the dictionary, which are none of `cells`.
  // UsageError where a flag is missing.
  static absl::StatusOr<Cells> Read(const CellFlags& flags,
                                    const Genome& genome);

  const std::vector<NamedCell>& cells() const { return cells_; }
  const TokenDictionary& dictionary() const { return dictionary_; }
  int64_t positions() const { return positions_; }

  // By id, with or without version, or by a symbol that the file gives it.
  absl::StatusOr<int32_t> FindGene(const std::string& name) const;
  bool has_symbols() const { return has_symbols_; }
  const std::string& SymbolOf(int32_t token) const { return symbols_[token]; }

 private:
  Cells(TokenDictionary dictionary, int64_t positions);
  void NameGenes(const Expression& expression);
  absl::Status Encode(const CellFlags& flags, const Expression& expression,
                      const RankValueEncoder& encoder);

  TokenDictionary dictionary_;
  int64_t positions_;
  Vocabulary names_{"gene"};
  bool has_symbols_ = false;
  std::vector<std::string> symbols_;  // [vocabulary]
  std::vector<NamedCell> cells_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_GENEFORMER_CELLS_H_
