#include <CLI/CLI.hpp>
#include <csignal>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/cli/interruption.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/tokens/token_flags.h"
#include "engine/cli/verbs.h"
#include "engine/query/greedy.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct CompleteFlags {
  TokenFlags tokens;
  int64_t most = 20, end = -1;
};

// What is read of a sequence in several readings.
void Append(const TokenReading& part, TokenReading& all) {
  all.open.insert(all.open.end(), part.open.begin(), part.open.end());
  all.missing.insert(all.missing.end(), part.missing.begin(),
                     part.missing.end());
}

absl::StatusOr<Continuation> ContinueOne(const NamedTokens& prompt,
                                         const CompleteFlags& flags,
                                         const Interruption& interruption,
                                         TokenModel& model) {
  Progress progress("complete", static_cast<double>(flags.most));
  TokenReading read;
  int64_t readings = 0;
  GreedyOptions options;
  options.most = flags.most;
  options.end = static_cast<int32_t>(flags.end);
  options.on_reading = [&](const TokenReading& reading) {
    Append(reading, read);
    progress.Update(static_cast<double>(++readings));
    return !interruption.asked();
  };
  absl::StatusOr<Continuation> more =
      Continue(model.transformer(), prompt.tokens, options);
  if (!more.ok()) {
    return absl::Status(
        more.status().code(),
        absl::StrCat("sequence ", prompt.name, ": ", more.status().message()));
  }
  std::vector<int32_t> tokens = prompt.tokens;
  for (const NewToken& next : more->tokens) tokens.push_back(next.token);
  // The last one is not read.
  tokens.resize(read.open.size() / model.genome().manifest().domains_size());
  model.Count(tokens, read);
  return more;
}

void AddRows(const NamedTokens& prompt, const Continuation& more,
             bool specialized, TableWriter& table) {
  auto position = static_cast<int64_t>(prompt.tokens.size());
  for (const NewToken& next : more.tokens) {
    std::vector<Value> row = {prompt.name, position++, int64_t{next.token},
                              next.logit, next.probability};
    if (specialized) row.push_back(int64_t{next.missing});
    table.AddRow(row);
  }
}

absl::Status CheckEnd(const CompleteFlags& flags, const TokenModel& model) {
  const int64_t vocabulary = model.transformer().shape().vocabulary();
  if (flags.end < vocabulary) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "--end ", flags.end,
      " is not in the vocabulary; give a number from 0 to ", vocabulary - 1));
}

absl::Status RunComplete(const CompleteFlags& flags) {
  ASSIGN_OR_RETURN(TokenModel model, TokenModel::Open(flags.tokens));
  ASSIGN_OR_RETURN(TokenLines lines, OpenTokens(flags.tokens, model.genome()));
  RETURN_IF_ERROR(CheckEnd(flags, model));
  std::vector<std::string> columns = {"sequence", "position0", "token", "logit",
                                      "probability"};
  if (model.is_specialized()) columns.push_back("missing");
  auto table = TableWriter::Create(model.format(), columns, stdout);
  const Interruption interruption;
  std::string whole = "\n";  // for eyes
  NamedTokens prompt;
  while (!interruption.asked()) {
    ASSIGN_OR_RETURN(const bool is_there, lines.Next(prompt));
    if (!is_there) break;
    ASSIGN_OR_RETURN(const Continuation more,
                     ContinueOne(prompt, flags, interruption, model));
    AddRows(prompt, more, model.is_specialized(), *table);
    std::vector<int32_t> tokens = prompt.tokens;
    for (const NewToken& next : more.tokens) tokens.push_back(next.token);
    absl::StrAppend(&whole, absl::StrJoin(tokens, ","),
                    more.ended ? " (ended)\n" : "\n");
  }
  RETURN_IF_ERROR(table->Finish());
  if (model.format() == Format::kTable) RETURN_IF_ERROR(Print(whole));
  if (interruption.asked()) {
    return absl::CancelledError("stopped: there are more tokens to come");
  }
  return model.Finish(flags.tokens, lines);
}

}  // namespace

void AddComplete(CLI::App& app, Action& action) {
  auto flags = std::make_shared<CompleteFlags>();
  CLI::App* verb = app.add_subcommand(
      "complete", "Continues tokens, the most likely next one at a time");
  AddTokenGenomeFlags(*verb, flags->tokens);
  AddTokenFlags(*verb, flags->tokens);
  verb->add_option("--new", flags->most, "the most new tokens of a sequence")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 31))
      ->capture_default_str();
  verb->add_option("--end", flags->end, "id of a token that ends a sequence")
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 31));
  verb->footer(
      "Examples:\n"
      "  regulon complete tokens.regulon --tokens 1,5,9 --new 20\n"
      "  regulon complete tokens.regulon --tokens-file prompts.txt --end 2 "
      "--format tsv");
  verb->callback(
      [flags, &action] { action = [flags] { return RunComplete(*flags); }; });
}

}  // namespace regulon
