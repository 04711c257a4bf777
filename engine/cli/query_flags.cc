#include "engine/cli/query_flags.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/charconv.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/verbs.h"
#include "engine/context/read_contexts.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kMostReported = 20;            // ignored things, a line each
constexpr size_t kMostBytes = size_t{1} << 31;  // what protobuf can read

absl::StatusOr<LineReader> OpenContexts(const std::string& path,
                                        bool* is_pipe) {
  const absl::StatusOr<int> descriptor = OpenInput(path, is_pipe);
  if (!descriptor.ok()) {
    return absl::Status(descriptor.status().code(),
                        absl::StrCat(descriptor.status().message(),
                                     absl::StrContains(path, '=')
                                         ? "; a level needs a --set of its own"
                                         : ""));
  }
  return LineReader::FromDescriptor(*descriptor, ShownName(path));
}

// Into query.contexts, or query.stream.
absl::Status LoadContexts(const std::string& path, const std::string& label,
                          std::function<void(absl::string_view)> on_text,
                          Query& query) {
  const Genome& genome = *query.genome;
  if (path.empty()) {
    query.contexts.emplace_back(genome, "context");
    return absl::OkStatus();
  }
  bool is_pipe = false;
  ASSIGN_OR_RETURN(LineReader lines, OpenContexts(path, &is_pipe));
  if (on_text) lines.Watch(std::move(on_text));
  if (IsContextStream(lines.Ahead())) {
    ASSIGN_OR_RETURN(ContextStream stream,
                     ContextStream::Create(genome, std::move(lines), label));
    NoteIgnored(stream.ignored());
    query.stream = std::make_unique<ContextStream>(std::move(stream));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::string text, lines.Rest(kMostBytes));
  if (is_pipe && text.empty()) return NothingWritten(path);
  ASSIGN_OR_RETURN(ContextTable table,
                   ReadContexts(genome, text, ShownName(path)));
  NoteIgnored(table.ignored);
  query.contexts = std::move(table.contexts);
  return absl::OkStatus();
}

absl::StatusOr<Setting> ParseSetting(const std::string& text, bool clamp,
                                     const Genome& genome, Context& probe) {
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
  const absl::Status status = probe.SetIndex(*regulator, level);
  if (!status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(where, status.message()));
  }
  return Setting{*regulator, level, clamp};
}

absl::Status SetOne(const Setting& setting, Context& context) {
  return setting.clamp ? context.ClampIndex(setting.regulator, setting.level)
                       : context.SetIndex(setting.regulator, setting.level);
}

}  // namespace

void NoteIgnored(const std::vector<std::string>& ignored) {
  for (size_t i = 0; i < ignored.size() && i < kMostReported; ++i) {
    Note(ignored[i]);
  }
  if (ignored.size() > kMostReported) {
    Note(absl::StrCat("and ", ignored.size() - kMostReported,
                      " more lines ignored like these"));
  }
}

void AddQueryFlags(CLI::App& verb, QueryFlags& flags) {
  verb.add_option("GENOME", flags.genome, "a .regulon file")->required();
  verb.add_option(
      "CONTEXTS", flags.contexts,
      "TSV (regulators x contexts, or a row per context) or protobuf "
      "JSON, gzip or plain; - for the standard input; without it, "
      "one context of --set");
  verb.add_option("--set", flags.set,
                  "REGULATOR=LEVEL in its own unit, in every context; may be "
                  "given often")
      ->allow_extra_args(false);
  verb.add_option("--clamp", flags.clamp,
                  "REGULATOR=LEVEL, held against what its gene expresses")
      ->allow_extra_args(false);
  AddChromatinFlags(verb, flags.chromatin);
  AddRouterFlags(verb, flags.router);
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
  verb.add_option("--memory-limit", flags.memory_limit,
                  "bytes of the genome's file in memory at once, as 512M; "
                  "default: any, or half of the machine's memory where the "
                  "file exceeds it")
      ->transform(CLI::AsSizeValue(false));
  verb.add_option("--format", flags.format, "table, tsv or json")
      ->check(CLI::IsMember({"table", "tsv", "json"}));
}

absl::Status SetLevel(const std::string& text, bool clamp, const Genome& genome,
                      Context& context) {
  ASSIGN_OR_RETURN(const Setting setting,
                   ParseSetting(text, clamp, genome, context));
  return SetOne(setting, context);
}

absl::Status Apply(const Settings& settings, Context& context) {
  for (const Setting& setting : settings.levels) {
    RETURN_IF_ERROR(SetOne(setting, context));
  }
  RETURN_IF_ERROR(SetRouter(settings.router, context));
  return settings.chromatin.SetIn(context);
}

absl::StatusOr<Query> MakeStreamedQuery(
    const QueryFlags& flags, const std::string& label,
    std::function<void(absl::string_view)> on_text) {
  Query query;
  ASSIGN_OR_RETURN(query.format, ParseFormat(flags.format));
  ASSIGN_OR_RETURN(query.genome, OpenGeneGenome(flags.genome));
  if (query.genome->manifest().synthetic()) {
    Note(query.genome->manifest().title());
  }
  RETURN_IF_ERROR(
      LoadContexts(flags.contexts, label, std::move(on_text), query));
  Context probe(*query.genome, "");
  for (const bool clamp : {false, true}) {
    for (const std::string& text : clamp ? flags.clamp : flags.set) {
      ASSIGN_OR_RETURN(const Setting setting,
                       ParseSetting(text, clamp, *query.genome, probe));
      query.settings.levels.push_back(setting);
    }
  }
  query.settings.router = flags.router;
  RETURN_IF_ERROR(CheckRouter(flags.router, *query.genome));
  ASSIGN_OR_RETURN(
      query.settings.chromatin,
      ReadChromatin(flags.chromatin, flags.contexts, *query.genome));
  for (Context& context : query.contexts) {
    RETURN_IF_ERROR(Apply(query.settings, context));
  }
  CellOptions options;
  options.threads = flags.threads;
  options.trace = flags.trace;
  options.memory_limit = static_cast<int64_t>(std::min<uint64_t>(
      flags.memory_limit, std::numeric_limits<int64_t>::max()));
  ASSIGN_OR_RETURN(query.cell, Cell::Create(*query.genome, options));
  query.express.steps = flags.steps;
  // `trajectory`, which asks for traces, follows both.
  const bool develops =
      query.genome->Find(tensors::kProductLag) != Genome::kNoTensor ||
      query.genome->Find(tensors::kMemoryRate) != Genome::kNoTensor;
  if (develops && flags.steps > 1 && !flags.trace) {
    Note(
        "--steps feeds every product back at once and holds memory, and this "
        "genome has lags or memories of its own, which 'regulon trajectory' "
        "follows (--clamp NAME=0 for a knock-out)");
  }
  query.express.update =
      flags.update == "async" ? Update::kAsync : Update::kSync;
  query.express.seed = flags.seed;
  return query;
}

absl::StatusOr<Query> MakeQuery(const QueryFlags& flags) {
  ASSIGN_OR_RETURN(Query query, MakeStreamedQuery(flags, ""));
  if (query.stream == nullptr) return query;
  ASSIGN_OR_RETURN(query.contexts,
                   ReadAllContexts(*query.genome, *query.stream));
  query.stream.reset();
  for (Context& context : query.contexts) {
    RETURN_IF_ERROR(Apply(query.settings, context));
  }
  return query;
}

}  // namespace regulon
