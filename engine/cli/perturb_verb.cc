#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/cli/expression_output.h"
#include "engine/cli/files.h"
#include "engine/cli/group_output.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/perturb_network.h"
#include "engine/cli/perturb_output.h"
#include "engine/cli/perturb_question.h"
#include "engine/cli/query_flags.h"
#include "engine/cli/verbs.h"
#include "engine/context/read_contexts.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Rows of a table for eyes, unless it is told.
constexpr int kTableRows = 50;
// Intervals that are worth waiting for.
constexpr size_t kMostIntervals = 1'000'000;

// The contexts of a stream, and the group of each; no groups without
// --group-by.
absl::StatusOr<std::vector<std::string>> ReadAll(Query& query,
                                                 const std::string& group_by) {
  std::vector<std::string> labels, groups;
  if (query.stream != nullptr) {
    ASSIGN_OR_RETURN(query.contexts,
                     ReadAllContexts(*query.genome, *query.stream, &labels));
    for (Context& context : query.contexts) {
      RETURN_IF_ERROR(Apply(query.settings, context));
    }
  }
  if (group_by.empty()) return groups;
  ASSIGN_OR_RETURN(const Grouping grouping, Grouping::Create(query, group_by));
  int64_t without = 0;
  for (size_t i = 0; i < query.contexts.size(); ++i) {
    groups.emplace_back(
        grouping.Of(query.contexts[i], labels.empty() ? "" : labels[i]));
    without += groups.back().empty();
  }
  if (without == static_cast<int64_t>(groups.size())) {
    return absl::InvalidArgumentError(
        absl::StrCat("--group-by ", group_by,
                     ": no context has a group; name them there as CONTEXTS "
                     "does"));
  }
  if (without > 0) {
    Note(absl::StrCat(without, " of ", groups.size(),
                      " contexts have no group in ", grouping.where(),
                      " and are in no mean"));
  }
  return groups;
}

class Perturbing {
 public:
  Perturbing(const PerturbFlags& flags, Query query, PerturbQuestion question,
             GeneChoice choice, std::vector<std::string> groups)
      : flags_(flags),
        query_(std::move(query)),
        question_(std::move(question)),
        choice_(std::move(choice)),
        groups_(std::move(groups)),
        shown_{
            *query_.genome,
            query_.contexts,
            question_.perturbations,
            choice_,
            query_.format,
            query_.express.steps > 1 || query_.express.update == Update::kAsync,
            query_.genome->manifest().provenance().observational_fit()},
        caveats_(*query_.genome, true) {}

  absl::Status Run() {
    NoteScalesOfNothing(question_.perturbations, query_.contexts,
                        *query_.genome);
    const absl::Status status = Answer();
    if (!status.ok()) return status;
    caveats_.Report();
    if (shown_.observational && groups_.empty() &&
        question_.asks != Asks::kPairs) {
      Note(
          "these effects have no intervals; --group-by gives mean effects over "
          "contexts, with intervals from resampling of their groups");
    }
    return status;
  }

 private:
  using Add = absl::FunctionRef<absl::Status(const Effect&)>;

  absl::Status Answer() {
    if (flags_.network) return AnswerNetwork();
    if (question_.asks == Asks::kPairs) return AnswerPairs();
    if (flags_.domains) {
      DomainRows rows(shown_);
      RETURN_IF_ERROR(Each(shown_.perturbations, [&](const Effect& effect) {
        rows.Add(effect);
        return absl::OkStatus();
      }));
      return rows.Finish();
    }
    if (!groups_.empty()) return AnswerMeans();
    if (question_.asks == Asks::kScreen && !flags_.full) {
      ASSIGN_OR_RETURN(const Screen screen, RunScreen());
      return PrintScreen(shown_, screen.Ranked());
    }
    EffectRows rows(shown_);
    RETURN_IF_ERROR(Each(shown_.perturbations, [&](const Effect& effect) {
      rows.Add(effect);
      return absl::OkStatus();
    }));
    return rows.Finish();
  }

  absl::Status AnswerNetwork() {
    if (shown_.perturbations.size() != 1 || query_.contexts.size() != 1 ||
        query_.express.steps > 1) {
      return UsageError(
          "--network is of one perturbation of one context, read once");
    }
    return PrintNetworkChange(*query_.cell, query_.contexts[0],
                              shown_.perturbations[0], choice_.genes,
                              flags_.top, flags_.query.threads, query_.format);
  }

  absl::Status Each(absl::Span<const NamedEdits> perturbations, Add add) {
    Progress progress("perturb", 1);
    PerturbOptions options;
    options.express = query_.express;
    options.mean_of_others = shown_.observational;
    options.on_progress = [&](double share) { progress.Update(share); };
    Expressed repertoire;
    return Perturb(*query_.cell, query_.contexts, perturbations, options,
                   [&](const Effect& effect) {
                     repertoire.out_of_repertoire = effect.out_of_repertoire;
                     repertoire.missing.assign(effect.missing.begin(),
                                               effect.missing.end());
                     caveats_.Add(query_.contexts[effect.context], repertoire);
                     return add(effect);
                   });
  }

  absl::StatusOr<Screen> RunScreen() {
    Screen screen(static_cast<int>(shown_.perturbations.size()), choice_.genes);
    RETURN_IF_ERROR(Each(shown_.perturbations, [&](const Effect& effect) {
      screen.Add(effect);
      return absl::OkStatus();
    }));
    return screen;
  }

  absl::Status AnswerMeans() {
    const size_t intervals =
        shown_.perturbations.size() *
        (choice_.top > 0 ? std::min<size_t>(choice_.top, choice_.genes.size())
                         : choice_.genes.size());
    if (intervals > kMostIntervals) {
      return UsageError(
          absl::StrCat("--group-by: ", intervals,
                       " means with intervals; choose by --genes or --top"));
    }
    GroupEffects means(static_cast<int>(shown_.perturbations.size()),
                       choice_.genes);
    RETURN_IF_ERROR(Each(shown_.perturbations, [&](const Effect& effect) {
      const std::string& group = groups_[effect.context];
      return group.empty() ? absl::OkStatus() : means.Add(group, effect);
    }));
    return PrintMeans(shown_, means, {flags_.resamples, query_.express.seed});
  }

  absl::Status AnswerPairs() {
    if (question_.pairs_of_top > 0) {
      ASSIGN_OR_RETURN(const Screen screen, RunScreen());
      std::vector<NamedEdits> best;
      for (const ScreenedEdits& row : screen.Ranked()) {
        if (static_cast<int>(best.size()) == question_.pairs_of_top) break;
        best.push_back(question_.perturbations[row.perturbation]);
      }
      question_.perturbations = std::move(best);
    }
    std::vector<NamedEdits> all = question_.perturbations;
    const auto singles = static_cast<int>(all.size());
    const auto pairs = PairsOf(singles);
    for (const auto& [a, b] : pairs) {
      absl::StatusOr<NamedEdits> both =
          Together(all[a], all[b], *query_.genome);
      if (!both.ok()) return UsageError(both.status().message());
      all.push_back(*std::move(both));
    }
    shown_.perturbations = question_.perturbations;
    Interactions interactions(singles, pairs, choice_.genes);
    std::optional<InteractionRows> rows;
    if (flags_.full) rows.emplace(shown_, pairs);
    RETURN_IF_ERROR(Each(all, [&](const Effect& effect) {
      interactions.Add(effect, [&](int pair, const Interaction& at) {
        if (rows.has_value()) rows->Add(effect.context, pair, at);
      });
      return absl::OkStatus();
    }));
    return rows.has_value()
               ? rows->Finish()
               : PrintInteractions(shown_, interactions.Ranked(), pairs);
  }

  const PerturbFlags& flags_;
  Query query_;
  PerturbQuestion question_;
  const GeneChoice choice_;
  const std::vector<std::string> groups_;  // [contexts]; or none
  PerturbShown shown_;
  Caveats caveats_;
};

absl::Status RunPerturb(const PerturbFlags& flags) {
  if (flags.runs > 1 && flags.query.update != "async") {
    return UsageError(
        "--runs goes with --update async: synchronous updating leaves nothing "
        "to chance");
  }
  if (!flags.group_by.empty() && !flags.pairs.empty()) {
    return UsageError("--group-by: pairs have no means over groups");
  }
  ASSIGN_OR_RETURN(Query query, MakeStreamedQuery(flags.query, flags.group_by));
  query.express.runs = flags.runs;
  ASSIGN_OR_RETURN(PerturbQuestion question,
                   MakePerturbQuestion(flags, *query.genome));
  ASSIGN_OR_RETURN(std::vector<std::string> groups,
                   ReadAll(query, flags.group_by));
  const int top = flags.top > 0                    ? flags.top
                  : query.format == Format::kTable ? kTableRows
                                                   : 0;
  // Never the highest: what changes most is chosen later.
  ASSIGN_OR_RETURN(
      GeneChoice choice,
      ChooseGenes(flags.genes, top, flags.active, Format::kTsv, *query.genome));
  if (!choice.all && flags.top == 0) choice.top = 0;
  return Perturbing(flags, std::move(query), std::move(question),
                    std::move(choice), std::move(groups))
      .Run();
}

}  // namespace

void AddPerturb(CLI::App& app, Action& action) {
  auto flags = std::make_shared<PerturbFlags>();
  CLI::App* verb = app.add_subcommand(
      "perturb",
      "What knock-outs, doses and other edits of contexts change; all of a "
      "command act together");
  AddPerturbFlags(*verb, *flags);
  verb->footer(
      "Examples:\n"
      "  regulon perturb myeloid.regulon --set GATA2=1 --knock-out GATA1 "
      "--steps 20\n"
      "  regulon perturb laci_o2.regulon --set LacI=260 --dose "
      "IPTG=0,10,50,1000\n"
      "  regulon perturb two_enhancers.regulon --set TF_B=1 --cut-boundary "
      "boundary\n"
      "  regulon perturb liver.regulon contexts.tsv --screen regulators --top "
      "20\n"
      "  regulon perturb liver.regulon contexts.tsv --screen regulators "
      "--pairs 10");
  verb->callback(
      [flags, &action] { action = [flags] { return RunPerturb(*flags); }; });
}

}  // namespace regulon
