#include "engine/cli/corpus.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/cli/group_output.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/usage_file.h"
#include "engine/cli/verbs.h"
#include "engine/genome/header.h"
#include "engine/query/count_openings.h"
#include "engine/query/usage.h"
#include "engine/status.h"

namespace regulon {
namespace {

std::string Asked(const QueryFlags& flags, const ChromatinSettings& chromatin) {
  std::vector<std::string> words;
  for (const std::string& set : flags.set) {
    words.push_back(absl::StrCat("--set ", set));
  }
  for (const std::string& clamp : flags.clamp) {
    words.push_back(absl::StrCat("--clamp ", clamp));
  }
  words.insert(words.end(), chromatin.asked.begin(), chromatin.asked.end());
  const std::vector<std::string> router = flags.router.Asked();
  words.insert(words.end(), router.begin(), router.end());
  if (flags.steps != 1) words.push_back(absl::StrCat("--steps ", flags.steps));
  if (flags.update != "sync") {
    words.push_back(
        absl::StrCat("--update ", flags.update, " --seed ", flags.seed));
  }
  return absl::StrJoin(words, " ");
}

// Adds contexts to a corpus as they are answered.
class Counter {
 public:
  static absl::StatusOr<Counter> Create(const std::string& group_by,
                                        Corpus& corpus) {
    Counter counter(corpus);
    if (group_by.empty()) return counter;
    ASSIGN_OR_RETURN(counter.grouping_,
                     Grouping::Create(corpus.query, group_by));
    corpus.samples = "groups";
    return counter;
  }

  absl::Status Add(const Context& context, absl::string_view label,
                   absl::Span<const uint8_t> open) {
    if (!grouping_.has_value()) {
      corpus_.openings.Add(open);
      return absl::OkStatus();
    }
    const absl::string_view group = grouping_->Of(context, label);
    if (group.empty() && corpus_.openings.without_group() == 0) {
      first_without_ = context.name();
    }
    return corpus_.openings.AddOfGroup(group, open);
  }

  absl::Status Finish() const {
    const OpeningTally& openings = corpus_.openings;
    if (openings.contexts() == 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          corpus_.name, ": there is no context in it; give one at least"));
    }
    if (openings.without_group() == 0) return absl::OkStatus();
    const std::string which = absl::StrCat(
        openings.without_group(), " of ", openings.contexts(), " contexts, '",
        first_without_, "' first, have no group in ", grouping_->where());
    if (openings.samples() == 0) {
      return absl::InvalidArgumentError(
          absl::StrCat(which, "; name them there as CONTEXTS does"));
    }
    Note(absl::StrCat(which, ": what they open is open, but they are no ",
                      "samples of the bound"));
    return absl::OkStatus();
  }

 private:
  explicit Counter(Corpus& corpus) : corpus_(corpus) {}

  Corpus& corpus_;
  std::optional<Grouping> grouping_;
  std::string first_without_;
};

absl::Status CountAll(const std::string& verb, Corpus& corpus,
                      Counter& counter) {
  Query& query = corpus.query;
  if (query.stream == nullptr) {
    Progress progress(verb, 1);
    query.express.on_progress = [&progress](double share) {
      progress.Update(share);
    };
    return CountOpenings(
        *query.cell, query.contexts, query.express,
        [&](int64_t, const Context& context, absl::Span<const uint8_t> open) {
          return counter.Add(context, "", open);
        });
  }
  ContextStream& stream = *query.stream;
  Progress progress(verb, stream.ShareRead() < 0 ? 0 : 1);
  int64_t done = 0, first = 0;
  const auto next = [&](absl::Span<Context> batch) -> absl::StatusOr<int> {
    first = done;
    progress.set_label(absl::StrCat(verb, ": ", done, " contexts"));
    progress.Update(stream.ShareRead());
    ASSIGN_OR_RETURN(const int count, stream.Next(batch));
    for (Context& context : batch.subspan(0, count)) {
      RETURN_IF_ERROR(Apply(query.settings, context));
    }
    return count;
  };
  return CountOpenings(
      *query.cell, next, query.express,
      [&](int64_t index, const Context& context,
          absl::Span<const uint8_t> open) {
        ++done;
        return counter.Add(
            context, stream.has_labels() ? stream.labels()[index - first] : "",
            open);
      });
}

absl::Status CheckRouted(const Genome& genome) {
  const auto& domains = genome.manifest().domains();
  if (std::any_of(
          domains.begin(), domains.end(),
          [](const proto::Domain& domain) { return domain.routed(); })) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      genome.path(), ": none of its domains is routed: all of them are open ",
      "in every ", genome.manifest().has_transformer() ? "token" : "context"));
}

absl::Status CheckSource(const CorpusFlags& flags) {
  const QueryFlags& query = flags.query;
  if (query.contexts.empty() == flags.usage.empty()) {
    return UsageError("give CONTEXTS, or what --save-usage saved as --usage");
  }
  const ChromatinFlags& chromatin = query.chromatin;
  const bool asks =
      !flags.group_by.empty() || !flags.save_usage.empty() ||
      !Asked(query, {}).empty() || !chromatin.accessibility.empty() ||
      !chromatin.contacts.empty() || !chromatin.mark.empty() ||
      chromatin.gain.has_value() || chromatin.temperature.has_value();
  if (flags.usage.empty() || !asks) return absl::OkStatus();
  return UsageError(
      "--usage was counted already: of other flags it goes with --format, "
      "--top, --output and --probability alone");
}

absl::StatusOr<Corpus> ReadUsages(const CorpusFlags& flags) {
  Query query;
  ASSIGN_OR_RETURN(query.format, ParseFormat(flags.query.format));
  ASSIGN_OR_RETURN(query.genome, Genome::Open(flags.query.genome));
  const Genome& genome = *query.genome;
  if (genome.manifest().synthetic()) Note(genome.manifest().title());
  RETURN_IF_ERROR(CheckRouted(genome));
  Corpus corpus(std::move(query));
  std::vector<UsageSource> sources;
  std::vector<std::string> asked;  // each once
  for (const std::string& path : flags.usage) {
    ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
    ASSIGN_OR_RETURN(const UsageSource source,
                     AddUsage(genome, text, ShownName(path), corpus.openings));
    for (const UsageSource& other : sources) {
      if (other.corpus_sha256 != source.corpus_sha256 ||
          other.asked != source.asked) {
        continue;
      }
      return absl::InvalidArgumentError(
          absl::StrCat(ShownName(path), ": ", source.corpus,
                       " would count twice; give each corpus once"));
    }
    sources.push_back(source);
    if (std::find(asked.begin(), asked.end(), source.asked) == asked.end()) {
      asked.push_back(source.asked);
    }
    const char* comma = sources.size() == 1 ? "" : ", ";
    absl::StrAppend(&corpus.name, comma, source.corpus);
    absl::StrAppend(&corpus.sha256, comma, source.corpus_sha256);
  }
  corpus.asked = absl::StrJoin(
      asked, "; ", [&asked](std::string* out, const std::string& how) {
        out->append(how.empty() && asked.size() > 1 ? "as it is" : how);
      });
  if (genome.manifest().has_transformer()) {
    corpus.contexts = "tokens";
    corpus.samples = "sequences";
  } else if (corpus.openings.samples() != corpus.openings.contexts()) {
    corpus.samples = "groups";
  }
  return corpus;
}

absl::StatusOr<Corpus> ReadContextCorpus(const CorpusFlags& flags,
                                         const std::string& verb) {
  Sha256OfParts sha256;
  ASSIGN_OR_RETURN(Query query,
                   MakeStreamedQuery(flags.query, flags.group_by,
                                     [&sha256](absl::string_view text) {
                                       sha256.Add(text);
                                     }));
  RETURN_IF_ERROR(CheckRouted(*query.genome));
  const std::string shown = ShownName(flags.query.contexts);
  std::string asked = Asked(flags.query, query.settings.chromatin);
  Corpus corpus(std::move(query));
  corpus.name = shown.substr(shown.rfind('/') + 1);
  corpus.asked = std::move(asked);
  ASSIGN_OR_RETURN(Counter counter, Counter::Create(flags.group_by, corpus));
  RETURN_IF_ERROR(CountAll(verb, corpus, counter));
  RETURN_IF_ERROR(counter.Finish());
  corpus.sha256 = Hex(sha256.Finish());
  corpus.query.stream.reset();
  return corpus;
}

}  // namespace

void AddCorpusFlags(CLI::App& verb, CorpusFlags& flags) {
  AddQueryFlags(verb, flags.query);
  verb.get_option("CONTEXTS")
      ->description(
          "the corpus: TSV (regulators x contexts, or a row per context) or "
          "protobuf JSON, gzip or plain; - for the standard input");
  verb.add_option("--usage", flags.usage,
                  "in place of CONTEXTS, openings that --save-usage of "
                  "unopened, embed or complete counted; given often, they add "
                  "up")
      ->allow_extra_args(false);
}

absl::StatusOr<Corpus> ReadCorpus(const CorpusFlags& flags,
                                  const std::string& verb) {
  RETURN_IF_ERROR(CheckSource(flags));
  if (!flags.usage.empty()) return ReadUsages(flags);
  RETURN_IF_ERROR(CheckUsageFile(flags.save_usage,
                                 {flags.query.genome, flags.query.contexts}));
  ASSIGN_OR_RETURN(Corpus corpus, ReadContextCorpus(flags, verb));
  RETURN_IF_ERROR(SaveUsage(flags.save_usage, *corpus.query.genome,
                            corpus.openings,
                            {corpus.name, corpus.sha256, corpus.asked}));
  return corpus;
}

}  // namespace regulon
