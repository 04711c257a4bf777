#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/fitting/data_flags.h"
#include "engine/cli/fitting/fit_flags.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/output/table_writer.h"
#include "engine/cli/verbs.h"
#include "engine/expression/time_series.h"
#include "engine/fit/fit.h"
#include "engine/fit/try_decoder.h"
#include "engine/genome/atomic_file.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct FitVerbFlags {
  DataFlags data;
  FitFlags fit;
  std::string output, name, format = "table";
  std::string time_series;
  int taxon = 0;
  bool timing = false, decoder = false, keep_decoder = false;
};

// "data/bsubtilis.tsv.gz" -> "bsubtilis".
std::string NameOf(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.find('.'));
}

void Describe(const FitVerbFlags& flags, const Data& data, Draft& draft) {
  proto::Manifest& m = draft.manifest;
  m.set_taxon(flags.taxon);
  for (int t = 0; t < m.regulators_size(); ++t) {
    m.mutable_regulators(t)->set_symbol(data.names.regulator_symbols[t]);
  }
  for (int g = 0; g < m.genes_size(); ++g) {
    m.mutable_genes(g)->set_symbol(data.names.symbols[g]);
  }
  *m.mutable_provenance()->mutable_sources() = {data.sources.begin(),
                                                data.sources.end()};
}

absl::Status PrintReport(const Fitted& fitted, Format format, bool timing) {
  const proto::Manifest& m = fitted.draft.manifest;
  auto table = TableWriter::Create(format, {"what", "value"}, stdout);
  const auto add = [&table](const std::string& what, double value) {
    table->AddRow({what, value});
  };
  const auto& metrics = m.provenance().metrics();
  for (const auto& [name, value] :
       std::map<std::string, double>(metrics.begin(), metrics.end())) {
    add(name, value);
  }
  add("regulators", m.regulators_size());
  add("genes", m.genes_size());
  add("domains", m.domains_size());
  for (const Ablation& ablation : fitted.report.ablations) {
    add(absl::StrCat(ablation.what, ": inner RMSE without"),
        ablation.rmse_without);
    add(absl::StrCat(ablation.what, ": inner RMSE with, ",
                     ablation.kept ? "kept" : "left out"),
        ablation.rmse_with);
  }
  double all = 0;
  for (const PhaseTime& phase : fitted.report.phases) all += phase.seconds;
  for (const PhaseTime& phase : fitted.report.phases) {
    if (!timing) break;
    add(absl::StrCat("seconds: ", phase.phase), phase.seconds);
    add(absl::StrCat("share of seconds: ", phase.phase), phase.seconds / all);
  }
  return table->Finish();
}

absl::Status RunFit(const FitVerbFlags& flags) {
  ASSIGN_OR_RETURN(const Format format, ParseFormat(flags.format));
  RETURN_IF_ERROR(
      CheckOutput(flags.output,
                  {flags.data.expression, flags.data.tfs, flags.data.samples,
                   flags.data.perturbations, flags.data.symbols,
                   flags.data.targets, flags.fit.prior, flags.fit.domains_file,
                   flags.fit.coordinates, flags.time_series}));
  // Now, and not once the work is done.
  RETURN_IF_ERROR(AtomicFile::Create(flags.output).status());
  ASSIGN_OR_RETURN(Data data, ReadData(flags.data));
  for (const auto& [path, note] :
       {std::pair<std::string, std::string>{flags.fit.prior, "known edges"},
        {flags.fit.domains_file, "domains"},
        {flags.fit.coordinates, "coordinates"},
        {flags.time_series, "time series"}}) {
    if (!path.empty()) AddSource(path, note, data);
  }
  ASSIGN_OR_RETURN(FitOptions options,
                   FitOptionsOf(flags.fit, flags.data, data));
  options.name = flags.name.empty() ? NameOf(flags.output) : flags.name;
  options.title = absl::StrCat(data.problem.genes.size(), " genes of ",
                               NameOf(flags.data.expression), " from ",
                               data.problem.regulators.size(), " regulators");
  FillMissing(data.problem.values);
  TimeSeries series;
  if (!flags.time_series.empty()) {
    ASSIGN_OR_RETURN(series,
                     ReadTimeSeries(flags.time_series, data.problem.samples));
    if (flags.data.group.empty()) GroupBySeries(series, data.problem);
  }
  std::unique_ptr<Progress> progress = std::make_unique<Progress>("fit", 1);
  options.on_progress = [&progress](const char*, double share) {
    progress->Update(share);
  };
  absl::StatusOr<Fitted> fitted = Fit(data.problem, options);
  progress.reset();
  RETURN_IF_ERROR(fitted.status());
  if (flags.decoder) {
    Progress decoding("decoder", 1);
    DecoderFitOptions of_decoder;
    of_decoder.seed = flags.fit.seed;
    of_decoder.threads = flags.data.threads;
    of_decoder.on_progress = [&decoding](double share) {
      decoding.Update(share);
    };
    RETURN_IF_ERROR(TryDecoder(data.problem, series, of_decoder,
                               flags.keep_decoder, *fitted));
  }
  for (const std::string& note : fitted->report.notes) Note(note);
  Describe(flags, data, fitted->draft);
  RETURN_IF_ERROR(WriteFitted(*fitted, flags.output));
  return PrintReport(*fitted, format, flags.timing);
}

}  // namespace

void AddFit(CLI::App& app, Action& action) {
  auto flags = std::make_shared<FitVerbFlags>();
  CLI::App* verb =
      app.add_subcommand("fit", "A genome from an expression matrix");
  AddDataFlags(*verb, flags->data);
  AddFitFlags(*verb, flags->fit);
  verb->add_option("-o,--output", flags->output, "the genome file")->required();
  verb->add_option("--name", flags->name,
                   "of the genome; without it, the output's");
  verb->add_option("--taxon", flags->taxon, "NCBI Taxonomy id")
      ->check(CLI::Range(1, 1000000000));
  CLI::Option* series = verb->add_option(
      "--time-series", flags->time_series,
      "a table of which sample follows which: condName, prevCol, del.t; a "
      "series is a group");
  CLI::Option* decoder =
      verb->add_flag("--decoder", flags->decoder,
                     "try a decoder of --time-series for trajectory --decoder")
          ->needs(series);
  verb->add_flag("--keep-decoder", flags->keep_decoder,
                 "store it even if it does not help")
      ->needs(decoder);
  verb->add_flag("--timing", flags->timing, "what each phase took");
  verb->add_option("--format", flags->format, "table, tsv or json")
      ->capture_default_str();
  verb->footer(
      "Example:\n"
      "  regulon fit expression.tsv.gz --unit log2_intensity --tfs tfs.tsv \\\n"
      "      --samples splits.tsv --group series -o bsubtilis.regulon");
  verb->callback(
      [flags, &action] { action = [flags] { return RunFit(*flags); }; });
}

}  // namespace regulon
