// regulon VERB ...: exit status 0, 1 for an error, 2 for wrong usage.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "engine/cli/files.h"
#include "engine/cli/verbs.h"
#include "engine/genome/vocabulary.h"

namespace regulon {
namespace {

constexpr char kExamples[] = R"(Examples:
  regulon demo
  regulon compile models/laci_o2.textproto -o laci_o2.regulon
  regulon express laci_o2.regulon --set LacI=260 --set IPTG=50
  regulon help express)";

int WrongUsage(const std::string& message, const std::string& verb) {
  Note(absl::StrCat(message, "; see 'regulon help", verb.empty() ? "" : " ",
                    verb, "'"));
  return 2;
}

// Where no verb is chosen: CLI11 knows neither what was meant nor how to say
// so.
std::string NoVerb(const CLI::App& app, const std::string& word) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands({})) {
    verbs.push_back(verb->get_name());
  }
  if (word.empty()) {
    return absl::StrCat("name what to do: ", absl::StrJoin(verbs, ", "));
  }
  return absl::StrCat("there is no ", word[0] == '-' ? "option" : "verb", " '",
                      word, "'", DidYouMean(word, verbs));
}

int Show(const std::string& text) {
  const absl::Status status = Print(text);
  if (status.ok()) return 0;
  Note(status.message());
  return 1;
}

// CLI11 names excluded options in the order of their addresses.
class InOneOrder : public CLI::Formatter {
  std::string make_option_opts(const CLI::Option* option) const override {
    constexpr absl::string_view kExcludes = " Excludes: ";
    const std::string text = CLI::Formatter::make_option_opts(option);
    const size_t at = text.rfind(std::string(kExcludes));
    if (at == text.npos) return text;
    std::vector<std::string> names =
        absl::StrSplit(text.substr(at + kExcludes.size()), ' ');
    std::sort(names.begin(), names.end());
    return absl::StrCat(text.substr(0, at), kExcludes,
                        absl::StrJoin(names, " "));
  }
};

int Run(int argc, char** argv) {
  CLI::App app(
      "Gene-regulation models as sparse transformers: load a genome, ask for "
      "expression, see what was read.");
  app.name("regulon");
  app.formatter(std::make_shared<InOneOrder>());
  app.footer(kExamples);
  app.require_subcommand(1);
  Action action;
  AddCompile(app, action);
  AddConvert(app, action);
  AddSynth(app, action);
  AddInspect(app, action);
  AddExpress(app, action);
  AddActive(app, action);
  AddUnopened(app, action);
  AddSpecialize(app, action);
  AddPerturb(app, action);
  AddExplain(app, action);
  AddAttractors(app, action);
  AddControl(app, action);
  AddRepertoire(app, action);
  AddSimulate(app, action);
  AddTrajectory(app, action);
  AddDifferentiate(app, action);
  AddFit(app, action);
  AddCalibrate(app, action);
  AddEval(app, action);
  AddEmbed(app, action);
  AddShift(app, action);
  AddComplete(app, action);
  AddDemo(app, action);
  std::string topic;
  CLI::App* help = app.add_subcommand("help", "Explain a verb");
  help->add_option("VERB", topic, "which; without it, all");
  const std::string overview = app.help();  // later it is the verb's
  const auto chosen = [&app] {
    const auto verbs = app.get_subcommands();
    return verbs.empty() ? "" : verbs[0]->get_name();
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success&) {  // --help
    const auto verbs = app.get_subcommands();
    return Show(verbs.empty() ? overview : verbs[0]->help("regulon"));
  } catch (const CLI::ParseError& error) {
    return WrongUsage(
        chosen().empty() ? NoVerb(app, argc < 2 ? "" : argv[1]) : error.what(),
        chosen());
  }
  if (help->parsed()) {
    if (topic.empty()) return Show(overview);
    for (const CLI::App* verb : app.get_subcommands({})) {
      if (verb->get_name() == topic) return Show(verb->help("regulon"));
    }
    return WrongUsage(NoVerb(app, topic), "");
  }
  absl::Status status;
  try {
    status = action();
  } catch (const std::bad_alloc&) {
    status = absl::ResourceExhaustedError(
        "there is not enough memory; ask for less at a time, or with fewer "
        "--threads");
  }
  if (status.ok()) return 0;
  if (IsUsageError(status)) {
    return WrongUsage(std::string(status.message()), chosen());
  }
  Note(status.message());
  return 1;
}

}  // namespace

absl::Status UsageError(absl::string_view message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload("usage", absl::Cord());
  return status;
}

bool IsUsageError(const absl::Status& status) {
  return status.GetPayload("usage").has_value();
}

}  // namespace regulon

int main(int argc, char** argv) {
  // A file over its limit is an error like another.
  std::signal(SIGXFSZ, SIG_IGN);
  return regulon::Run(argc, argv);
}
