#include "engine/cli/fitting/data_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/verbs.h"
#include "engine/expression/hdf5_expression.h"
#include "engine/expression/metacells.h"
#include "engine/expression/read_expression.h"
#include "engine/genome/header.h"
#include "engine/status.h"

namespace regulon {
namespace {

const std::map<std::string, MissingPolicy>& MissingPolicies() {
  static const auto& policies = *new std::map<std::string, MissingPolicy>{
      {"error", MissingPolicy::kError},
      {"gene-mean", MissingPolicy::kKeep},  // the fit's, of training samples
      {"zero", MissingPolicy::kZero},
      {"drop-genes", MissingPolicy::kDropGenes}};
  return policies;
}

const std::map<std::string, DuplicatePolicy>& DuplicatePolicies() {
  static const auto& policies = *new std::map<std::string, DuplicatePolicy>{
      {"error", DuplicatePolicy::kError},
      {"mean", DuplicatePolicy::kMean},
      {"first", DuplicatePolicy::kFirst}};
  return policies;
}

absl::StatusOr<Expression> ReadMatrix(const DataFlags& flags) {
  ReadOptions options;
  options.unit = flags.unit;
  options.samples_are_rows = flags.samples_are_rows;
  options.layer = flags.layer;
  options.gene_ids = flags.gene_ids;
  options.missing = MissingPolicies().at(flags.missing);
  options.duplicate_genes = DuplicatePolicies().at(flags.duplicates);
  options.duplicate_samples = options.duplicate_genes;
  ReadReport report;
  ASSIGN_OR_RETURN(Expression expression,
                   ReadExpression(flags.expression, options, &report));
  for (const std::string& note : report.notes) Note(note);
  return expression;
}

// The column that has most of the matrix's gene ids, and the one after it.
absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ReadSymbols(
    const std::string& path, const Expression& expression) {
  ASSIGN_OR_RETURN(const SampleTable table, ReadSampleTable(path));
  std::vector<const std::vector<std::string>*> columns = {&table.samples};
  for (const auto& texts : table.texts) columns.push_back(&texts);
  const absl::flat_hash_set<std::string> ids(expression.genes.begin(),
                                             expression.genes.end());
  size_t best = 0;
  int64_t most = 0;
  for (size_t c = 0; c < columns.size(); ++c) {
    const int64_t known =
        std::count_if(columns[c]->begin(), columns[c]->end(),
                      [&ids](const std::string& t) { return ids.contains(t); });
    if (known > most) {
      most = known;
      best = c;
    }
  }
  if (most == 0 || columns.size() < 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": no column has gene ids of ", expression.source, ", such as '",
        expression.genes[0], "', with another column of symbols beside it"));
  }
  const size_t beside = best + 1 < columns.size() ? best + 1 : best - 1;
  std::vector<std::pair<std::string, std::string>> symbols;
  for (size_t i = 0; i < columns[best]->size(); ++i) {
    symbols.emplace_back((*columns[best])[i], (*columns[beside])[i]);
  }
  return symbols;
}

// Averages cells that are too many to fit on, within their groups.
absl::Status Condense(const DataFlags& flags, Expression& expression,
                      std::vector<std::string>& groups) {
  if (static_cast<int>(expression.samples.size()) <= kSamplesForMetacells) {
    return absl::OkStatus();
  }
  if (!flags.perturbations.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        expression.source, ": ", expression.samples.size(),
        " samples become metacells, which --perturbations cannot name; give "
        "fewer samples, or means of cells with the same perturbation"));
  }
  std::vector<int> group;
  std::vector<std::string> names;
  absl::flat_hash_map<std::string, int> numbers;
  for (const std::string& name : groups) {
    const auto next = static_cast<int>(names.size());
    const auto [at, added] = numbers.try_emplace(name, next);
    if (added) names.push_back(name);
    group.push_back(at->second);
  }
  Workers workers(flags.threads);
  ASSIGN_OR_RETURN(Metacells cells,
                   MakeMetacells(expression, group, {}, workers));
  Note(absl::StrCat(expression.samples.size(), " samples became ",
                    cells.sizes.size(), " metacells"));
  expression = std::move(cells.expression);
  if (groups.empty()) return absl::OkStatus();
  groups.clear();
  for (const int g : cells.group) groups.push_back(names[g]);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> SampleColumn(
    const DataFlags& flags, const std::string& column,
    const std::vector<std::string>& samples) {
  if (!flags.samples.empty()) {
    ASSIGN_OR_RETURN(const SampleTable table, ReadSampleTable(flags.samples));
    return table.Column(column, samples);
  }
  const absl::StatusOr<AnnDataNames> names = ReadAnnDataNames(flags.expression);
  if (!names.ok()) {
    return UsageError(absl::StrCat("column '", column,
                                   "' needs --samples, a table of samples"));
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> texts,
                   ReadObservationColumn(flags.expression, column));
  absl::flat_hash_map<std::string, std::string> text_of;
  for (size_t i = 0; i < names->samples.size(); ++i) {
    text_of[names->samples[i]] = texts[i];
  }
  std::vector<std::string> chosen;
  for (const std::string& sample : samples) {
    const auto found = text_of.find(sample);
    if (found == text_of.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat(flags.expression, ": obs has no sample '", sample,
                       "'; metacells take --group alone"));
    }
    chosen.push_back(found->second);
  }
  return chosen;
}

void AddSource(const std::string& path, const std::string& note, Data& data) {
  proto::Provenance::Source& source = data.sources.emplace_back();
  source.set_name(path.substr(path.rfind('/') + 1));
  source.set_note(note);
  // A folder, or a file above 2 GiB, goes without.
  const absl::StatusOr<std::string> bytes = ReadFile(path);
  if (bytes.ok()) source.set_sha256(Hex(Sha256(*bytes)));
}

std::vector<NamedEdge> WithIds(std::vector<NamedEdge> edges, const Data& data) {
  absl::flat_hash_map<std::string, std::string> id_of;
  const auto add = [&id_of](const std::vector<std::string>& ids,
                            const std::vector<std::string>& symbols) {
    for (size_t i = 0; i < ids.size(); ++i) {
      if (!symbols[i].empty()) id_of.try_emplace(symbols[i], ids[i]);
    }
  };
  add(data.problem.regulators, data.names.regulator_symbols);
  add(data.problem.genes, data.names.symbols);
  const auto translate = [&id_of](std::string& name) {
    const auto found = id_of.find(name);
    if (found != id_of.end()) name = found->second;
  };
  for (NamedEdge& edge : edges) {
    translate(edge.regulator);
    translate(edge.target);
  }
  return edges;
}

void AddDataFlags(CLI::App& verb, DataFlags& flags) {
  verb.add_option("EXPRESSION", flags.expression,
                  "genes x samples: TSV, CSV, Matrix Market, AnnData .h5ad or "
                  "10x .h5 (see docs/expression-files.md)")
      ->required();
  verb.add_option("--unit", flags.unit,
                  "of every value, e.g. log2_intensity or 'log2(tpm+1)'; "
                  "declared, never guessed")
      ->required();
  verb.add_option("--tfs", flags.tfs, "the regulators: a list of their names")
      ->required();
  verb.add_option("--targets", flags.targets,
                  "what is predicted: a list of genes, or 'all', regulators "
                  "too; without it, the genes that are no regulators");
  verb.add_option("--symbols", flags.symbols,
                  "a table of gene ids with symbols beside them");
  verb.add_option("--samples", flags.samples,
                  "a table of samples for --group (AnnData brings its own)");
  verb.add_option("--group", flags.group,
                  "its column of groups: replicates and series that folds "
                  "keep together; without it, every sample is a group");
  verb.add_option("--perturbations", flags.perturbations,
                  "sample, target, kind (knockout, knockdown, overexpression, "
                  "set) and level of activity");
  verb.add_flag("--samples-are-rows", flags.samples_are_rows,
                "the matrix is samples x genes");
  verb.add_option("--layer", flags.layer, "AnnData: X, layers/NAME or raw")
      ->capture_default_str();
  verb.add_option("--gene-ids", flags.gene_ids,
                  "AnnData: the column of var with the genes' ids");
  verb.add_option("--missing", flags.missing,
                  "what a missing value becomes: gene-mean (of training "
                  "samples), zero, drop-genes")
      ->check(CLI::IsMember(MissingPolicies()))
      ->capture_default_str();
  verb.add_option("--duplicates", flags.duplicates,
                  "what several rows or columns of one name become: mean, "
                  "first")
      ->check(CLI::IsMember(DuplicatePolicies()))
      ->capture_default_str();
  verb.add_option("--threads", flags.threads, "0: one per core")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
}

absl::StatusOr<Data> ReadData(const DataFlags& flags) {
  ASSIGN_OR_RETURN(Expression expression, ReadMatrix(flags));
  ProblemParts parts;
  ASSIGN_OR_RETURN(parts.regulators, ReadNames(flags.tfs));
  if (flags.targets == "all") {
    parts.targets = Targets::kAll;
  } else if (!flags.targets.empty()) {
    parts.targets = Targets::kListed;
    ASSIGN_OR_RETURN(parts.listed, ReadNames(flags.targets));
  }
  if (!flags.symbols.empty()) {
    ASSIGN_OR_RETURN(parts.symbols, ReadSymbols(flags.symbols, expression));
  } else {
    for (size_t g = 0; g < expression.symbols.size(); ++g) {
      parts.symbols.emplace_back(expression.genes[g], expression.symbols[g]);
    }
  }
  if (!flags.group.empty()) {
    ASSIGN_OR_RETURN(parts.groups,
                     SampleColumn(flags, flags.group, expression.samples));
    for (size_t i = 0; i < parts.groups.size(); ++i) {
      if (!parts.groups[i].empty()) continue;
      return absl::InvalidArgumentError(absl::StrCat(
          "--group ", flags.group, ": sample '", expression.samples[i],
          "' has none; give it a group, be it one of its own"));
    }
  }
  RETURN_IF_ERROR(Condense(flags, expression, parts.groups));
  if (!flags.perturbations.empty()) {
    ASSIGN_OR_RETURN(parts.perturbations,
                     ReadPerturbations(flags.perturbations));
  }
  Data data;
  ASSIGN_OR_RETURN(data.problem, MakeProblem(expression, parts, data.names));
  for (const std::string& note : data.names.notes) Note(note);
  AddSource(flags.expression, "expression", data);
  AddSource(flags.tfs, "regulators", data);
  for (const auto& [path, note] :
       {std::pair<std::string, std::string>{flags.samples, "samples"},
        {flags.perturbations, "perturbations"},
        {flags.symbols, "symbols"}}) {
    if (!path.empty()) AddSource(path, note, data);
  }
  return data;
}

}  // namespace regulon
