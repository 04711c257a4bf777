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
#include "engine/genome/header.h"
#include "engine/query/count_openings.h"
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
    corpus.groups = counter.grouping_->where();
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
        first_without_, "' first, have no group in ", corpus_.groups);
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

}  // namespace

void AddCorpusFlags(CLI::App& verb, QueryFlags& flags) {
  AddQueryFlags(verb, flags);
  verb.get_option("CONTEXTS")
      ->required()
      ->description(
          "the corpus: TSV (regulators x contexts, or a row per context) or "
          "protobuf JSON, gzip or plain; - for the standard input");
}

absl::StatusOr<Corpus> ReadCorpus(const QueryFlags& flags,
                                  const std::string& group_by,
                                  const std::string& verb) {
  Sha256OfParts sha256;
  ASSIGN_OR_RETURN(
      Query query,
      MakeStreamedQuery(flags, group_by, [&sha256](absl::string_view text) {
        sha256.Add(text);
      }));
  const proto::Manifest& manifest = query.genome->manifest();
  if (std::none_of(
          manifest.domains().begin(), manifest.domains().end(),
          [](const proto::Domain& domain) { return domain.routed(); })) {
    return absl::FailedPreconditionError(absl::StrCat(
        flags.genome, ": none of its domains is routed: all of them are open ",
        "in every context"));
  }
  const std::string shown = ShownName(flags.contexts);
  std::string asked = Asked(flags, query.settings.chromatin);
  Corpus corpus{std::move(query),
                OpeningTally(manifest.domains_size()),
                shown.substr(shown.rfind('/') + 1),
                "",
                std::move(asked),
                ""};
  ASSIGN_OR_RETURN(Counter counter, Counter::Create(group_by, corpus));
  RETURN_IF_ERROR(CountAll(verb, corpus, counter));
  RETURN_IF_ERROR(counter.Finish());
  corpus.sha256 = Hex(sha256.Finish());
  corpus.query.stream.reset();
  return corpus;
}

}  // namespace regulon
