#include "engine/cli/query_flags.h"

#include <cmath>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/charconv.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/verbs.h"
#include "engine/context/read_contexts.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kMostReported = 20;  // ignored things, a line each

absl::StatusOr<std::vector<Context>> LoadContexts(const QueryFlags& flags,
                                                  const Genome& genome) {
  std::vector<Context> contexts;
  if (flags.contexts.empty()) {
    contexts.emplace_back(genome, "context");
  } else {
    const absl::StatusOr<std::string> text = ReadFile(flags.contexts);
    if (!text.ok()) {
      return absl::Status(
          text.status().code(),
          absl::StrCat(text.status().message(),
                       absl::StrContains(flags.contexts, '=')
                           ? "; a level needs a --set of its own"
                           : ""));
    }
    ASSIGN_OR_RETURN(ContextTable table,
                     ReadContexts(genome, *text, ShownName(flags.contexts)));
    for (size_t i = 0; i < table.ignored.size() && i < kMostReported; ++i) {
      Note(table.ignored[i]);
    }
    if (table.ignored.size() > kMostReported) {
      Note(absl::StrCat("and ", table.ignored.size() - kMostReported,
                        " more lines ignored like these"));
    }
    contexts = std::move(table.contexts);
  }
  for (Context& context : contexts) {
    for (const std::string& text : flags.set) {
      RETURN_IF_ERROR(SetLevel(text, false, genome, context));
    }
    for (const std::string& text : flags.clamp) {
      RETURN_IF_ERROR(SetLevel(text, true, genome, context));
    }
  }
  return contexts;
}

}  // namespace

std::string WithList(const absl::Status& status, const Genome& genome,
                     absl::string_view what) {
  const absl::string_view message = status.message();
  return absl::StrCat(
      message, absl::EndsWith(message, "?") ? " All of them: '" : "; see '",
      "regulon inspect ", genome.path(), " --list ", what, "'");
}

void AddQueryFlags(CLI::App& verb, QueryFlags& flags) {
  verb.add_option("GENOME", flags.genome, "a .regulon file")->required();
  verb.add_option("CONTEXTS", flags.contexts,
                  "TSV (regulators x contexts) or protobuf JSON; - for the "
                  "standard input; without it, one context of --set");
  verb.add_option("--set", flags.set,
                  "REGULATOR=LEVEL in its own unit, in every context; may be "
                  "given often")
      ->allow_extra_args(false);
  verb.add_option("--clamp", flags.clamp,
                  "REGULATOR=LEVEL, held against what its gene expresses")
      ->allow_extra_args(false);
  verb.add_option("--steps", flags.steps,
                  "readings, each fed with the products of the one before")
      ->check(CLI::Range(1, 1000000));
  verb.add_option("--update", flags.update,
                  "sync: all products at once; async: one that would change, "
                  "by chance, per step")
      ->check(CLI::IsMember({"sync", "async"}));
  verb.add_option("--seed", flags.seed, "of chance in async")
      ->check(CLI::NonNegativeNumber);
  verb.add_option("--threads", flags.threads, "0: one per core")
      ->check(CLI::Range(0, 1024));
  verb.add_option("--format", flags.format, "table, tsv or json")
      ->check(CLI::IsMember({"table", "tsv", "json"}));
}

absl::Status SetLevel(const std::string& text, bool clamp, const Genome& genome,
                      Context& context) {
  const char* flag = clamp ? "--clamp" : "--set";
  const size_t equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0) {
    return UsageError(absl::StrCat(
        flag, " ", text, ": write REGULATOR=LEVEL, as in ", flag, " LacI=260"));
  }
  const std::string name = text.substr(0, equals);
  const std::string value = text.substr(equals + 1);
  const std::string where = absl::StrCat(flag, " ", text, ": ");
  const char* begin = value.c_str();
  double level = 0;
  const auto number = absl::from_chars(begin, begin + value.size(), level);
  const absl::string_view unit = absl::StripAsciiWhitespace(number.ptr);
  if (number.ec == std::errc::invalid_argument) {
    return UsageError(absl::StrCat(where, "'", value, "' is not a number"));
  }
  // It would be the largest double, which nobody wrote.
  if (number.ec == std::errc::result_out_of_range && std::abs(level) > 1) {
    level = std::copysign(HUGE_VAL, level);
  }
  const absl::StatusOr<int> regulator = genome.regulators().Find(name);
  if (!regulator.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        where, WithList(regulator.status(), genome, "regulators")));
  }
  const std::string& declared = genome.regulator_units()[*regulator].text;
  if (!unit.empty() && unit != declared) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, "'", name, "' is declared in ", declared, ", not ",
                     unit, "; convert the level"));
  }
  const absl::Status status =
      clamp ? context.Clamp(name, level) : context.Set(name, level);
  return status.ok() ? status
                     : absl::InvalidArgumentError(
                           absl::StrCat(where, status.message()));
}

absl::StatusOr<Query> MakeQuery(const QueryFlags& flags) {
  Query query;
  ASSIGN_OR_RETURN(query.format, ParseFormat(flags.format));
  ASSIGN_OR_RETURN(query.genome, Genome::Open(flags.genome));
  if (query.genome->manifest().synthetic()) {
    Note(query.genome->manifest().title());
  }
  ASSIGN_OR_RETURN(query.contexts, LoadContexts(flags, *query.genome));
  CellOptions options;
  options.threads = flags.threads;
  ASSIGN_OR_RETURN(query.cell, Cell::Create(*query.genome, options));
  query.express.steps = flags.steps;
  query.express.update =
      flags.update == "async" ? Update::kAsync : Update::kSync;
  query.express.seed = flags.seed;
  return query;
}

}  // namespace regulon
