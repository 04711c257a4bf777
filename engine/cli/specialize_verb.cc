#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/corpus.h"
#include "engine/cli/files.h"
#include "engine/cli/output/table_writer.h"
#include "engine/cli/verbs.h"
#include "engine/genome/atomic_file.h"
#include "engine/specialize/specialize.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct SpecializeFlags {
  CorpusFlags corpus;
  std::string output;
  double probability = 0;
};

absl::Status PrintMade(const Corpus& corpus, const SpecializeFlags& flags,
                       const Specialized& made) {
  const proto::Manifest& manifest = corpus.query.genome->manifest();
  auto table = TableWriter::Create(corpus.query.format,
                                   {"figure", "value", "meaning"}, stdout);
  const auto dropped = static_cast<int64_t>(made.dropped.size());
  const std::string of_corpus =
      absl::StrCat(corpus.asked, corpus.asked.empty() ? "sha256 " : ", sha256 ",
                   corpus.sha256);
  table->AddRow({"corpus", corpus.name, of_corpus});
  table->AddRow({corpus.contexts, corpus.openings.contexts(), "in it"});
  table->AddRow({"probability", flags.probability,
                 "domains that no larger share of them opens are dropped"});
  table->AddRow({"domains_before", int64_t{made.domains - made.dropped_before},
                 "that have an expert, or are open always"});
  table->AddRow({"domains",
                 int64_t{made.domains - made.dropped_before} - dropped,
                 absl::StrCat("kept; ", dropped, " dropped")});
  table->AddRow({"bytes_before", made.bytes_before, "of the file"});
  table->AddRow({"bytes", made.bytes, ""});
  table->AddRow({"parameters_before", made.parameters_before, ""});
  table->AddRow({"parameters", made.parameters, "kept"});
  table->AddRow({"parameters_share",
                 static_cast<double>(made.parameters) /
                     static_cast<double>(made.parameters_before),
                 "of all"});
  table->AddRow({"expert_parameters_share",
                 made.expert_parameters_before == 0
                     ? 1
                     : static_cast<double>(made.expert_parameters) /
                           static_cast<double>(made.expert_parameters_before),
                 "of those in experts"});
  table->AddRow({"openings", made.openings,
                 absl::StrCat(corpus.contexts,
                              " that open the commonest of the dropped")});
  table->AddRow({"at_most", made.bound,
                 absl::StrCat("of such ", corpus.samples,
                              " open any one of them, if independent (95 %)")});
  if (corpus.query.format == Format::kTable) return table->Finish();
  table->AddRow({"dropped",
                 absl::StrJoin(made.dropped, ",",
                               [&](std::string* out, int d) {
                                 absl::StrAppend(out, manifest.domains(d).id());
                               }),
                 "domains"});
  return table->Finish();
}

absl::Status RunSpecialize(const SpecializeFlags& flags) {
  std::vector<std::string> inputs = flags.corpus.usage;
  inputs.push_back(flags.corpus.query.genome);
  if (!flags.corpus.query.contexts.empty()) {
    inputs.push_back(flags.corpus.query.contexts);
  }
  RETURN_IF_ERROR(CheckOutput(flags.output, inputs));
  // What is wrong with the path is better said at once.
  RETURN_IF_ERROR(AtomicFile::Create(flags.output).status());
  ASSIGN_OR_RETURN(const Corpus corpus, ReadCorpus(flags.corpus, "specialize"));
  SpecializeOptions options;
  options.probability = flags.probability;
  options.corpus = corpus.name;
  options.corpus_sha256 = corpus.sha256;
  options.asked = corpus.asked;
  ASSIGN_OR_RETURN(
      const Specialized made,
      Specialize(*corpus.query.genome, corpus.openings, options, flags.output));
  return PrintMade(corpus, flags, made);
}

}  // namespace

void AddSpecialize(CLI::App& app, Action& action) {
  auto flags = std::make_shared<SpecializeFlags>();
  CLI::App* verb = app.add_subcommand(
      "specialize", "A smaller genome for a corpus of contexts");
  AddCorpusFlags(*verb, flags->corpus);
  verb->add_option("-o,--output", flags->output, "the genome file")->required();
  verb->add_option("-p,--probability", flags->probability,
                   "drops the experts of domains that no larger share of the "
                   "contexts opens")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  verb->footer(
      "What is dropped is replaced by nothing: a context that would open such "
      "a domain is\nmarked out_of_repertoire. Contexts of the corpus get the "
      "same bits at probability 0.\n\nExamples:\n"
      "  regulon specialize gtex.regulon liver.tsv -o liver.regulon\n"
      "  regulon specialize tokens.regulon --usage prompts.json -o "
      "small.regulon");
  verb->callback(
      [flags, &action] { action = [flags] { return RunSpecialize(*flags); }; });
}

}  // namespace regulon
