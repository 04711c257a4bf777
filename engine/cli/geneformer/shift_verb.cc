#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/geneformer/cells.h"
#include "engine/cli/geneformer/shift_output.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/tokens/token_flags.h"
#include "engine/cli/verbs.h"
#include "engine/geneformer/gene_screen.h"
#include "engine/geneformer/layer_embedder.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Rows of a table for eyes, unless it is told.
constexpr int kTableRows = 50;

struct ShiftFlags {
  TokenFlags model;
  CellFlags cells;
  std::vector<std::string> knock_out, over_express;
  std::string each, list = "cells";
  int top = 0;
};

absl::StatusOr<TokenEdit> EditOf(const ShiftFlags& flags, const Cells& cells) {
  TokenEdit edit;
  std::vector<int32_t> seen;
  const auto add = [&](const char* flag, const std::vector<std::string>& names,
                       std::vector<int32_t>& tokens) -> absl::Status {
    for (const std::string& name : names) {
      const absl::StatusOr<int32_t> token = cells.FindGene(name);
      if (!token.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat(flag, " ", name, ": ", token.status().message()));
      }
      if (std::count(seen.begin(), seen.end(), *token) > 0) {
        return UsageError(absl::StrCat(flag, " ", name,
                                       ": the gene is named twice; name it "
                                       "once"));
      }
      seen.push_back(*token);
      tokens.push_back(*token);
    }
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(add("--knock-out", flags.knock_out, edit.deleted));
  RETURN_IF_ERROR(
      add("--over-express", flags.over_express, edit.over_expressed));
  // What goes around a cell needs two at most.
  if (static_cast<int64_t>(edit.over_expressed.size()) >
      cells.positions() - 2) {
    return UsageError(absl::StrCat("--over-express: the model reads ",
                                   cells.positions(), " tokens of a cell"));
  }
  return edit;
}

// Genes that cells lack, on the standard error.
void NoteAbsent(const TokenEdit& edit, const Cells& cells,
                const std::vector<int64_t>& absent_from) {
  const auto total = static_cast<int64_t>(cells.cells().size());
  const auto note = [&](int32_t token, const char* then) {
    const int64_t absent = absent_from[token];
    if (absent == 0) return;
    Note(absl::StrCat(
        cells.dictionary().NameOf(token), " is among the tokens of ",
        absent == total ? "none" : absl::StrCat(total - absent), " of ", total,
        total == 1 ? " cell" : " cells", "; ", then));
  };
  for (const int32_t token : edit.deleted) {
    note(token, "its deletion changes nothing where it is not");
  }
  for (const int32_t token : edit.over_expressed) {
    note(token, "it was added to the others");
  }
}

absl::Status ShiftEdited(const ShiftFlags& flags, const Cells& cells,
                         Format format, const Embedder& embedder) {
  ASSIGN_OR_RETURN(const TokenEdit edit, EditOf(flags, cells));
  ShiftRows rows(cells, format,
                 flags.list == "genes" ? ShiftList::kGenes : ShiftList::kCells,
                 flags.top);
  std::vector<int64_t> absent_from(cells.dictionary().vocabulary());
  Progress progress("shift", static_cast<double>(cells.cells().size()));
  int64_t done = 0;
  for (const NamedCell& cell : cells.cells()) {
    ASSIGN_OR_RETURN(const CellEmbedding before,
                     EmbedCell(cell.cell, embedder));
    ASSIGN_OR_RETURN(const CellShift shift,
                     ShiftCell(before, edit, cells.positions(), embedder));
    for (const int32_t token : shift.absent) ++absent_from[token];
    rows.Add(cell, shift);
    progress.Update(static_cast<double>(++done));
  }
  progress.Wipe();
  RETURN_IF_ERROR(rows.Finish());
  NoteAbsent(edit, cells, absent_from);
  return absl::OkStatus();
}

absl::Status ShiftEach(const ShiftFlags& flags, const Cells& cells,
                       Format format, const Embedder& embedder) {
  GeneScreen screen(flags.each == "over-express" ? EachGene::kOverExpressed
                                                 : EachGene::kDeleted);
  double genes = 0;
  for (const NamedCell& cell : cells.cells()) {
    genes += static_cast<double>(cell.cell.genes);
  }
  Progress progress("shift", genes);
  double done = 0;
  for (const NamedCell& cell : cells.cells()) {
    ASSIGN_OR_RETURN(const CellEmbedding before,
                     EmbedCell(cell.cell, embedder));
    RETURN_IF_ERROR(
        screen.Add(before, cells.positions(), embedder,
                   [&](const CellShift&) { progress.Update(++done); }));
  }
  progress.Wipe();
  const int top = flags.top > 0              ? flags.top
                  : format == Format::kTable ? kTableRows
                                             : 0;
  return PrintScreen(cells, format, screen.Ranked(), top);
}

absl::Status RunShift(const ShiftFlags& flags) {
  const bool edits = !flags.knock_out.empty() || !flags.over_express.empty();
  if (edits == !flags.each.empty()) {
    return UsageError(
        "say what is done: --knock-out and --over-express, which act together, "
        "or --each");
  }
  if (!flags.each.empty() && flags.list == "genes") {
    return UsageError(
        "--list genes goes with --knock-out and --over-express: --each lists "
        "the genes that it perturbs");
  }
  if (flags.top > 0 && flags.each.empty() && flags.list == "cells") {
    return UsageError("--top goes with --each and with --list genes");
  }
  ASSIGN_OR_RETURN(const TokenModel model, TokenModel::Open(flags.model));
  ASSIGN_OR_RETURN(const int layer, LayerOf(flags.cells, model.genome()));
  ASSIGN_OR_RETURN(const Cells cells, Cells::Read(flags.cells, model.genome()));
  const Embedder embedder = EmbedderOfLayer(model.transformer(), layer);
  return edits ? ShiftEdited(flags, cells, model.format(), embedder)
               : ShiftEach(flags, cells, model.format(), embedder);
}

}  // namespace

void AddShift(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ShiftFlags>();
  CLI::App* verb = app.add_subcommand(
      "shift",
      "How far a gene that is deleted or over-expressed moves what a model of "
      "tokens makes of a cell");
  AddTokenGenomeFlags(*verb, flags->model);
  verb->add_option("CELLS", flags->cells.cells,
                   "raw counts: TSV, CSV, Matrix Market, AnnData .h5ad or 10x "
                   ".h5 (see docs/expression-files.md)")
      ->required();
  AddCellFlags(*verb, flags->cells);
  const auto genes = [verb](const char* flag, std::vector<std::string>& into,
                            const char* help) {
    verb->add_option(flag, into, help)->delimiter(',')->allow_extra_args(false);
  };
  genes("--knock-out", flags->knock_out,
        "GENE,...: their tokens are taken out");
  genes("--over-express", flags->over_express,
        "GENE,...: their tokens are put first");
  verb->add_flag("--each{knock-out}", flags->each,
                 "every gene of a cell by itself, ranked by its mean shift; "
                 "--each=over-express puts it first")
      ->check(CLI::IsMember({"knock-out", "over-express"}));
  verb->add_option("--list", flags->list,
                   "cells, or the other genes of each, the most shifted first")
      ->check(CLI::IsMember({"cells", "genes"}))
      ->capture_default_str();
  verb->add_option("--top", flags->top, "the N genes that shift most")
      ->check(CLI::Range(1, 1000000000));
  verb->add_option("--layer", flags->cells.layer,
                   "embeddings after that many blocks, 0: what goes into the "
                   "first; without it, all but one")
      ->check(CLI::Range(0, 1000000));
  verb->footer(
      "Examples:\n"
      "  regulon shift geneformer.regulon heart.h5ad --dictionary tokens.json "
      "--medians medians.json\n    --knock-out ENSG00000136574\n"
      "  regulon shift geneformer.regulon heart.h5ad --dictionary tokens.json "
      "--medians medians.json\n    --cells AAACCTGA-1 --each --top 20");
  verb->callback(
      [flags, &action] { action = [flags] { return RunShift(*flags); }; });
}

}  // namespace regulon
