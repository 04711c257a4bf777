// What a genome expresses, as rows of context x gene.
#ifndef REGULON_ENGINE_CLI_EXPRESSION_OUTPUT_H_
#define REGULON_ENGINE_CLI_EXPRESSION_OUTPUT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/cli/output/table_writer.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"
#include "engine/query/express.h"
#include "engine/query/highest.h"

namespace regulon {

// Which genes are shown.
struct GeneChoice {
  std::vector<int> genes;      // in the order asked for; never empty
  bool all = true;             // genes are all of the genome
  int top = 0;                 // the highest of them; 0: all of them
  bool active = false;         // only those of open domains
  std::vector<int> domain_of;  // [genes of the genome]
};

// Of --genes, --top and --active. A table for eyes shows the highest 50 where
// nothing is chosen, and says so on the standard error.
absl::StatusOr<GeneChoice> ChooseGenes(const std::vector<std::string>& names,
                                       int top, bool active, Format format,
                                       const Genome& genome);

// What a fitted or a specialized genome says of its answers.
class Caveats {
 public:
  // `sets`: whether levels are set in every context.
  Caveats(const Genome& genome, bool sets);

  // Counts a context. The second is true for levels that are set or held in a
  // genome of observations.
  struct Of {
    bool out_of_repertoire = false, perturbed = false;
  };
  Of Add(const Context& context, const Expressed& result);

  std::vector<std::string> Columns() const;
  // A value per column: of a gene in a context, or numbers of contexts of a
  // group. `missing`: those that lack the gene's own domain.
  std::vector<Value> Values(Value out_of_repertoire, Value missing,
                            Value perturbed) const;
  void Report() const;  // on the standard error, if there is any
  // The same, but nothing of levels that are set.
  void ReportRepertoire() const;
  // Whether the genome has a repertoire that a context can be out of.
  bool has_repertoire() const { return repertoire_ || specialized_; }
  int64_t contexts() const { return contexts_; }

 private:
  bool CountMissing(const std::vector<uint8_t>& missing);  // any
  void ReportMissing() const;
  std::string OfContexts() const;  // " of 2 contexts "

  const Genome* genome_;
  bool sets_, repertoire_, specialized_, observational_;
  int64_t contexts_ = 0, outside_ = 0, missing_ = 0, perturbed_ = 0;
  std::vector<int64_t> missing_of_;  // [domains] contexts
};

class ExpressionRows {
 public:
  // The genome and what `choice` holds must outlive it.
  ExpressionRows(const Genome& genome, const GeneChoice& choice,
                 Caveats caveats, Format format)
      : genome_(genome),
        choice_(choice),
        caveats_(std::move(caveats)),
        format_(format) {}

  void Add(const Context& context, const Expressed& result);
  absl::Status Finish();

 private:
  void AddGene(int gene, const Expressed& result);
  void Begin();

  const Genome& genome_;
  const GeneChoice& choice_;
  Caveats caveats_;
  const Format format_;
  Highest highest_;
  std::vector<Value> row_;              // kept for its strings
  size_t missing_column_ = 0;           // 0: there is none
  std::unique_ptr<TableWriter> table_;  // from the first context on
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_EXPRESSION_OUTPUT_H_
