#include "engine/cli/perturb_question.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/verbs.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Names that are not known are input, all else is usage.
absl::Status Of(absl::string_view flag, absl::string_view text,
                const absl::Status& status, const Genome& genome) {
  const std::string where = absl::StrCat(flag, " ", text, ": ");
  if (absl::IsInvalidArgument(status)) {
    return UsageError(absl::StrCat(flag, " ", status.message()));
  }
  if (absl::StrContains(status.message(), "regulator")) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, WithList(status, genome, "regulators")));
  }
  return absl::InvalidArgumentError(absl::StrCat(where, status.message()));
}

absl::StatusOr<Edit> Parse(absl::string_view flag, EditKind kind,
                           const std::string& text, const Genome& genome) {
  absl::StatusOr<Edit> edit = ParseEdit(kind, text, genome);
  if (!edit.ok()) return Of(flag, text, edit.status(), genome);
  return edit;
}

// All edit flags together.
absl::StatusOr<std::vector<Edit>> Combination(const PerturbFlags& flags,
                                              const Genome& genome) {
  const struct {
    const char* flag;
    EditKind kind;
    const std::vector<std::string>& texts;
  } all[] = {{"--knock-out", EditKind::kKnockOut, flags.knock_out},
             {"--knock-down", EditKind::kKnockDown, flags.knock_down},
             {"--over-express", EditKind::kOverExpress, flags.over_express},
             {"--scale", EditKind::kScale, flags.scale},
             {"--to", EditKind::kTo, flags.to},
             {"--element", EditKind::kElement, flags.element},
             {"--move", EditKind::kMove, flags.move},
             {"--cut-boundary", EditKind::kCutBoundary, flags.cut_boundary}};
  std::vector<Edit> edits;
  for (const auto& [flag, kind, texts] : all) {
    for (const std::string& text : texts) {
      ASSIGN_OR_RETURN(edits.emplace_back(), Parse(flag, kind, text, genome));
    }
  }
  return edits;
}

absl::StatusOr<PerturbQuestion> AskPairs(const PerturbFlags& flags,
                                         const Genome& genome) {
  PerturbQuestion question;
  question.asks = Asks::kPairs;
  const bool elements = flags.screen == "elements";
  int top = 0;
  if (flags.pairs.size() == 1 && absl::SimpleAtoi(flags.pairs[0], &top)) {
    if (flags.screen.empty() || top < 2) {
      return UsageError(absl::StrCat(
          "--pairs ", flags.pairs[0],
          ": pairs of the N that do most, 2 or more, go with --screen "
          "regulators or elements"));
    }
    question.pairs_of_top = top;
    question.perturbations =
        elements ? EveryElementOff(genome) : EveryKnockOut(genome);
    return question;
  }
  if (flags.pairs.size() < 2) {
    return UsageError("--pairs takes two names or more, or a number");
  }
  for (const std::string& name : flags.pairs) {
    ASSIGN_OR_RETURN(
        const Edit edit,
        Parse("--pairs", elements ? EditKind::kElement : EditKind::kKnockOut,
              elements ? absl::StrCat(name, "=off") : name, genome));
    question.perturbations.push_back({EditText(edit, genome), {edit}});
  }
  return question;
}

absl::StatusOr<PerturbQuestion> AskDoses(const PerturbFlags& flags,
                                         const std::vector<Edit>& edits,
                                         const Genome& genome) {
  PerturbQuestion question;
  absl::StatusOr<std::vector<Edit>> doses = ParseDoses(flags.dose, genome);
  if (!doses.ok()) return Of("--dose", flags.dose, doses.status(), genome);
  for (Edit& dose : *doses) {
    std::vector<Edit> all = edits;
    all.push_back(std::move(dose));
    question.perturbations.push_back({EditsText(all, genome), all});
  }
  return question;
}

}  // namespace

void AddPerturbFlags(CLI::App& verb, PerturbFlags& flags) {
  AddQueryFlags(verb, flags.query);
  const auto edits = [&verb](const char* flag, std::vector<std::string>& into,
                             const char* help) {
    verb.add_option(flag, into, help)->delimiter(',')->allow_extra_args(false);
  };
  edits("--knock-out", flags.knock_out, "REGULATOR,...: zero activity");
  edits("--knock-down", flags.knock_down,
        "REGULATOR=FRACTION that is left, 0..1");
  edits("--over-express", flags.over_express,
        "REGULATOR=FACTOR, 1 or more; of a boolean one the name alone");
  edits("--scale", flags.scale, "REGULATOR=FACTOR");
  edits("--to", flags.to,
        "REGULATOR=LEVEL in its own unit (--set is of the wild type too)");
  edits("--element", flags.element, "ELEMENT=off, on or an activity 0..1");
  edits("--move", flags.move,
        "ELEMENT=POSITION or CONTIG:POSITION of its centre, counted from 0");
  edits("--cut-boundary", flags.cut_boundary, "BOUNDARY: insulates no more");
  verb.add_option("--dose", flags.dose,
                  "REGULATOR=LEVEL,LEVEL,...: one perturbation for each");
  verb.add_option("--screen", flags.screen,
                  "every one by itself: regulators (knocked out) or elements "
                  "(off)")
      ->check(CLI::IsMember({"regulators", "elements"}));
  verb.add_option("--pairs", flags.pairs,
                  "knock-outs two at a time, against what they add up to: "
                  "NAME,NAME,... or, with --screen, the N that do most")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb.add_option("--top", flags.top,
                  "the N genes that change most, or of a screen the N "
                  "perturbations that do most")
      ->check(CLI::Range(1, 1000000000));
  verb.add_option("--genes", flags.genes, "only these, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb.add_flag("--active", flags.active,
                "only genes of domains that are open before or after");
  verb.add_flag("--domains", flags.domains,
                "the domains that open or shut, in place of genes");
  verb.add_flag("--network", flags.network,
                "the edges that come, go or differ, in place of genes: of one "
                "perturbation of one context");
  verb.add_flag("--full", flags.full,
                "of a screen or pairs, every gene in every context");
  verb.add_option("--group-by", flags.group_by,
                  "mean effects over contexts with intervals from resampling "
                  "groups: a column of CONTEXTS of a row per context, or a "
                  "TSV of context and group");
  verb.add_option("--resamples", flags.resamples,
                  "of the groups, for the intervals")
      ->check(CLI::Range(1, 1000000));
  verb.add_option("--runs", flags.runs,
                  "independent runs of each context (async); values are means")
      ->check(CLI::Range(1, 100000000));
}

absl::StatusOr<PerturbQuestion> MakePerturbQuestion(const PerturbFlags& flags,
                                                    const Genome& genome) {
  ASSIGN_OR_RETURN(const std::vector<Edit> edits, Combination(flags, genome));
  const bool pairs = !flags.pairs.empty();
  if (pairs || !flags.screen.empty()) {
    if (!edits.empty() || !flags.dose.empty()) {
      return UsageError(
          "--screen and --pairs choose what is edited; for a background of "
          "all contexts give levels by --set or --clamp");
    }
    if (pairs) return AskPairs(flags, genome);
    PerturbQuestion question;
    question.asks = Asks::kScreen;
    question.perturbations = flags.screen == "elements"
                                 ? EveryElementOff(genome)
                                 : EveryKnockOut(genome);
    return question;
  }
  PerturbQuestion question;
  if (!flags.dose.empty()) {
    ASSIGN_OR_RETURN(question, AskDoses(flags, edits, genome));
  } else if (!edits.empty()) {
    question.perturbations.push_back({EditsText(edits, genome), edits});
  } else {
    return UsageError(
        "say what is changed: --knock-out, --knock-down, --over-express, "
        "--scale, --to, --dose, --element, --move, --cut-boundary, --screen "
        "or --pairs");
  }
  for (const NamedEdits& perturbation : question.perturbations) {
    const absl::Status status = CheckEdits(perturbation.edits, genome);
    if (!status.ok()) return UsageError(status.message());
  }
  return question;
}

void NoteScalesOfNothing(const std::vector<NamedEdits>& perturbations,
                         const std::vector<Context>& contexts,
                         const Genome& genome) {
  for (const NamedEdits& perturbation : perturbations) {
    for (const Edit& edit : perturbation.edits) {
      int64_t nothing = 0;
      for (const Context& context : contexts) {
        nothing += ScalesNothing(genome, edit, context);
      }
      if (nothing == 0) continue;
      Note(absl::StrCat(EditText(edit, genome), ": absent from ", nothing,
                        " of ", contexts.size(),
                        contexts.size() == 1 ? " context" : " contexts",
                        ", where a factor changes nothing; --to gives it a "
                        "level"));
    }
  }
}

}  // namespace regulon
