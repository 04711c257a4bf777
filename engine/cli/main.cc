// regulon VERB ...: exit status 0, 1 for an error, 2 for wrong usage.

#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/cli/verbs.h"
#include "engine/genome/vocabulary.h"

namespace regulon {
namespace {

constexpr char kExamples[] = R"(Examples:
  regulon demo
  regulon compile models/laci_o2.textproto -o laci_o2.regulon
  regulon express laci_o2.regulon --set LacI=260 --set IPTG=50
  regulon help express)";

int WrongUsage(const CLI::App& app, const std::string& message) {
  const auto chosen = app.get_subcommands();
  std::fprintf(stderr, "regulon: %s; see 'regulon help%s%s'\n", message.c_str(),
               chosen.empty() ? "" : " ",
               chosen.empty() ? "" : chosen[0]->get_name().c_str());
  return 2;
}

// CLI11 knows that a word is not a verb, but not which was meant.
std::string VerbMeant(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || !app.get_subcommands().empty()) return "";
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands({})) {
    verbs.push_back(verb->get_name());
  }
  return DidYouMean(argv[1], verbs);
}

int Run(int argc, char** argv) {
  CLI::App app(
      "Gene-regulation models as sparse transformers: load a genome, ask for "
      "expression, see what was read.");
  app.name("regulon");
  app.footer(kExamples);
  app.require_subcommand(1);
  Action action;
  AddCompile(app, action);
  AddSynth(app, action);
  AddInspect(app, action);
  AddExpress(app, action);
  AddActive(app, action);
  AddDemo(app, action);
  std::string topic;
  CLI::App* help = app.add_subcommand("help", "Explain a verb");
  help->add_option("VERB", topic, "which; without it, all");
  const std::string overview = app.help();  // later it is the verb's
  try {
    app.parse(argc, argv);
    if (help->parsed()) {
      const CLI::App* verb = nullptr;
      for (const CLI::App* one : app.get_subcommands({})) {
        if (one->get_name() == topic) verb = one;
      }
      if (!topic.empty() && verb == nullptr) {
        return WrongUsage(app, "there is no verb '" + topic + "'");
      }
      std::fputs(
          verb == nullptr ? overview.c_str() : verb->help("regulon").c_str(),
          stdout);
      return 0;
    }
  } catch (const CLI::Success&) {  // --help
    const auto chosen = app.get_subcommands();
    std::fputs(
        chosen.empty() ? overview.c_str() : chosen[0]->help("regulon").c_str(),
        stdout);
    return 0;
  } catch (const CLI::ParseError& error) {
    return WrongUsage(app, error.what() + VerbMeant(app, argc, argv));
  }
  const absl::Status status = action();
  if (status.ok()) return 0;
  if (IsUsageError(status)) {
    return WrongUsage(app, std::string(status.message()));
  }
  std::fprintf(stderr, "regulon: %s\n", std::string(status.message()).c_str());
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
