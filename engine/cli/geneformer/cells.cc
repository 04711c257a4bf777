#include "engine/cli/geneformer/cells.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/verbs.h"
#include "engine/expression/ensembl_id.h"
#include "engine/expression/read_expression.h"
#include "engine/status.h"

namespace regulon {
namespace {

std::string Percent(double share) {
  return absl::StrCat(RoundedText(100 * share, 3), " %");
}

absl::StatusOr<Expression> ReadCounts(const CellFlags& flags) {
  ReadOptions options;
  options.unit = "counts";
  options.samples_are_rows = flags.samples_are_rows;
  options.layer = flags.counts;
  options.gene_ids = flags.gene_ids;
  options.duplicate_genes = DuplicatePolicy::kSum;
  ReadReport report;
  ASSIGN_OR_RETURN(Expression expression,
                   ReadExpression(flags.cells, options, &report));
  // The last note is that of constant genes, which matter to fits.
  if (!report.constant_genes.empty()) report.notes.pop_back();
  for (const std::string& note : report.notes) Note(note);
  return expression;
}

// Rows of the expression, in the order of --cells; all without it.
absl::StatusOr<std::vector<int64_t>> ChosenCells(const CellFlags& flags,
                                                 const Expression& expression) {
  Vocabulary names("cell");
  std::vector<int64_t> chosen;
  for (size_t i = 0; i < expression.samples.size(); ++i) {
    RETURN_IF_ERROR(names.AddId(expression.samples[i], static_cast<int>(i)));
    if (flags.only.empty()) chosen.push_back(static_cast<int64_t>(i));
  }
  for (const std::string& name : flags.only) {
    const absl::StatusOr<int> found = names.Find(name);
    if (!found.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--cells: ", expression.source, ": ", found.status().message()));
    }
    chosen.push_back(*found);
  }
  return chosen;
}

// What of the cells' counts the model does not read.
class Unread {
 public:
  explicit Unread(const std::string& source) : source_(source) {}

  void Add(const EncodedCell& cell, const std::string& name) {
    not_encoded_ += cell.not_encoded_counts;
    total_ += cell.total;
    const double share =
        cell.total == 0 ? 0 : cell.not_encoded_counts / cell.total;
    if (share > largest_) {
      largest_ = share;
      largest_cell_ = name;
    }
    const int64_t cut = cell.expressed - cell.genes;
    cut_cells_ += cut > 0;
    most_cut_ = std::max(most_cut_, cut);
    if (cell.genes == 0) empty_.push_back(name);
  }

  void Report(int64_t genes, int64_t unknown, int64_t cells,
              const std::string& dictionary) const {
    if (unknown > 0) {
      std::string text = absl::StrCat(
          source_, ": ", unknown, " of ", genes, " genes are not encoded, for ",
          dictionary, " or the medians lack them: ",
          Percent(total_ == 0 ? 0 : not_encoded_ / total_), " of the counts");
      if (cells > 1 && largest_ > 0) {
        absl::StrAppend(&text, ", at most ", Percent(largest_),
                        " of a cell's (", largest_cell_, ")");
      }
      Note(text);
    }
    if (cut_cells_ > 0) {
      Note(absl::StrCat(source_, ": ", cut_cells_, " of ", cells,
                        " cells express more genes than the model reads, by "
                        "up to ",
                        most_cut_, "; their last ones are left out"));
    }
    if (!empty_.empty()) {
      Note(absl::StrCat(source_, ": ", empty_.size(), " of ", cells,
                        " cells express no gene of ", dictionary,
                        " and are left out, the first '", empty_[0], "'"));
    }
  }

 private:
  const std::string source_;
  double not_encoded_ = 0, total_ = 0, largest_ = 0;
  std::string largest_cell_;
  int64_t cut_cells_ = 0, most_cut_ = 0;
  std::vector<std::string> empty_;
};

}  // namespace

void AddCellFlags(CLI::App& verb, CellFlags& flags) {
  verb.add_option(
      "--dictionary", flags.dictionary,
      "JSON of the model's tokens: {\"ENSG...\": id, \"<pad>\": 0}");
  verb.add_option("--medians", flags.medians,
                  "JSON of its genes' medians: {\"ENSG...\": 1.9}");
  verb.add_option("--cells", flags.only, "only these, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb.add_option("--counts", flags.counts,
                  "AnnData: where raw counts are: X, layers/NAME or raw")
      ->capture_default_str();
  verb.add_option("--gene-ids", flags.gene_ids,
                  "AnnData: the column of var with Ensembl ids");
  verb.add_flag("--samples-are-rows", flags.samples_are_rows,
                "a text file is cells x genes");
  verb.add_flag("--no-special", flags.no_special,
                "without <cls> and <eos>, which go around a cell where the "
                "dictionary has both");
}

absl::StatusOr<int> LayerOf(const CellFlags& flags, const Genome& genome) {
  const int blocks = genome.manifest().routers_size();
  if (flags.layer < 0) return std::max(blocks - 1, 0);
  if (flags.layer <= blocks) return flags.layer;
  return absl::InvalidArgumentError(absl::StrCat(
      "--layer ", flags.layer, ": ", genome.path(), " has ", blocks,
      " blocks; 0 are the embeddings, ", blocks, " what the last block gives"));
}

Cells::Cells(TokenDictionary dictionary, int64_t positions)
    : dictionary_(std::move(dictionary)),
      positions_(positions),
      symbols_(dictionary_.vocabulary()) {}

absl::StatusOr<Cells> Cells::Read(const CellFlags& flags,
                                  const Genome& genome) {
  if (flags.dictionary.empty() || flags.medians.empty()) {
    return UsageError(
        "cells need --dictionary and --medians, the model's JSON of tokens and "
        "of medians");
  }
  const proto::Transformer& shape = genome.manifest().transformer();
  ASSIGN_OR_RETURN(const std::string tokens, ReadFile(flags.dictionary));
  ASSIGN_OR_RETURN(
      TokenDictionary dictionary,
      TokenDictionary::FromJson(tokens, ShownName(flags.dictionary),
                                shape.vocabulary()));
  ASSIGN_OR_RETURN(const std::string texts, ReadFile(flags.medians));
  ASSIGN_OR_RETURN(const GeneMedians medians,
                   ReadMedians(texts, ShownName(flags.medians), dictionary));
  if (medians.genes_without > 0) {
    Note(absl::StrCat(medians.genes_without, " genes of ", dictionary.source(),
                      " have no median in ", medians.source,
                      " and are not encoded"));
  }
  ASSIGN_OR_RETURN(const Expression expression, ReadCounts(flags));
  EncodingOptions options;
  options.positions = shape.positions();
  options.special = !flags.no_special;
  ASSIGN_OR_RETURN(
      const RankValueEncoder encoder,
      RankValueEncoder::Create(dictionary, medians, expression, options));
  Cells cells(std::move(dictionary), options.positions);
  cells.NameGenes(expression);
  RETURN_IF_ERROR(cells.Encode(flags, expression, encoder));
  return cells;
}

void Cells::NameGenes(const Expression& expression) {
  for (int32_t token = 0; token < dictionary_.vocabulary(); ++token) {
    if (!dictionary_.IsGene(token)) continue;
    // The dictionary's ids are unique.
    names_.AddId(dictionary_.NameOf(token), token).IgnoreError();
  }
  has_symbols_ = !expression.symbols.empty();
  for (size_t g = 0; g < expression.symbols.size(); ++g) {
    const int32_t token = dictionary_.TokenOf(expression.genes[g]);
    if (token == TokenDictionary::kNoToken) continue;
    names_.AddAlias(expression.symbols[g], token);
    symbols_[token] = expression.symbols[g];
  }
}

absl::Status Cells::Encode(const CellFlags& flags, const Expression& expression,
                           const RankValueEncoder& encoder) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> chosen,
                   ChosenCells(flags, expression));
  const size_t genes = expression.genes.size();
  Unread unread(expression.source);
  for (const int64_t row : chosen) {
    const std::string& name = expression.samples[row];
    EncodedCell cell = encoder.Encode(
        absl::MakeConstSpan(expression.values).subspan(row * genes, genes));
    unread.Add(cell, name);
    if (cell.genes > 0) cells_.push_back({name, std::move(cell)});
  }
  unread.Report(static_cast<int64_t>(genes), encoder.genes_not_encoded(),
                static_cast<int64_t>(chosen.size()), dictionary_.source());
  if (!cells_.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(expression.source, ": no cell is left to read"));
}

absl::StatusOr<int32_t> Cells::FindGene(const std::string& name) const {
  absl::StatusOr<int> token = names_.Find(WithoutVersion(name));
  if (token.ok()) return *token;
  return absl::Status(token.status().code(),
                      absl::StrCat(token.status().message(),
                                   "; genes are "
                                   "those of ",
                                   dictionary_.source()));
}

}  // namespace regulon
