#include "engine/query/edit.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {
namespace {

bool IsOfRegulator(EditKind kind) { return kind <= EditKind::kTo; }
bool IsFactor(EditKind kind) {
  return kind == EditKind::kKnockDown || kind == EditKind::kOverExpress ||
         kind == EditKind::kScale;
}

// What the genome takes for the level that a context gives or does not, linear.
double LinearLevel(const Genome& genome, int regulator,
                   const Context& context) {
  const double level = context.levels()[regulator];
  if (!std::isnan(level)) {
    return std::max(0.0, genome.regulator_units()[regulator].ToLinear(level));
  }
  if (genome.manifest().unnamed() != proto::BASAL) return 0;
  const auto value = [&](const char* tensor) {
    return double{genome.F32(genome.Find(tensor))[regulator]};
  };
  return std::max(0.0, std::exp(value(tensors::kLogMean)) -
                           value(tensors::kPseudocount)) *
         value(tensors::kReference);
}

struct Parts {
  std::string name, value;
  bool has_value = false;
};

Parts Split(absl::string_view text) {
  const size_t equals = text.rfind('=');
  if (equals == text.npos) return {std::string(text), "", false};
  return {std::string(text.substr(0, equals)),
          std::string(text.substr(equals + 1)), true};
}

absl::Status Wrong(absl::string_view text, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("'", text, "': ", what));
}

absl::StatusOr<double> Number(absl::string_view text, absl::string_view value,
                              double least, double most) {
  double number;
  if (!absl::SimpleAtod(value, &number) || !std::isfinite(number)) {
    return Wrong(text, absl::StrCat("'", value, "' is not a number"));
  }
  if (number < least || number > most) {
    return Wrong(text, absl::StrCat(value, " is not in ", least, "..", most));
  }
  return number;
}

absl::StatusOr<int> FindTarget(EditKind kind, absl::string_view name,
                               const Genome& genome) {
  if (IsOfRegulator(kind)) return genome.regulators().Find(name);
  return kind == EditKind::kCutBoundary ? FindBoundary(genome, name)
                                        : FindElement(genome, name);
}

absl::Status ParsePlace(absl::string_view text, absl::string_view value,
                        Edit& edit) {
  const size_t colon = value.rfind(':');
  if (colon != value.npos) {
    edit.contig = std::string(value.substr(0, colon));
    value.remove_prefix(colon + 1);
  }
  if (!absl::SimpleAtoi(value, &edit.center0) || edit.center0 < 0) {
    return Wrong(text, absl::StrCat("'", value,
                                    "' is no position; write ELEMENT=POSITION "
                                    "or ELEMENT=CONTIG:POSITION, counted "
                                    "from 0"));
  }
  return absl::OkStatus();
}

absl::Status ParseValue(absl::string_view text, const Parts& parts,
                        const Genome& genome, Edit& edit) {
  constexpr double kMostFactor = 1e6;
  const bool boolean =
      IsOfRegulator(edit.kind) && genome.regulator_units()[edit.target].boolean;
  if (boolean && IsFactor(edit.kind)) {
    if (edit.kind == EditKind::kOverExpress && !parts.has_value) {
      edit = {EditKind::kTo, edit.target, 1, "", 0};
      return absl::OkStatus();
    }
    return Wrong(text, absl::StrCat("'", parts.name,
                                    "' is boolean, off or on, and takes no "
                                    "factor"));
  }
  const bool takes_value =
      edit.kind != EditKind::kKnockOut && edit.kind != EditKind::kCutBoundary;
  if (takes_value != parts.has_value) {
    return Wrong(text, takes_value ? "write NAME=VALUE"
                                   : "write the name alone, without a value");
  }
  switch (edit.kind) {
    case EditKind::kKnockOut:
    case EditKind::kCutBoundary:
      return absl::OkStatus();
    case EditKind::kKnockDown: {
      ASSIGN_OR_RETURN(edit.value, Number(text, parts.value, 0, 1));
      return absl::OkStatus();
    }
    case EditKind::kOverExpress: {
      ASSIGN_OR_RETURN(edit.value, Number(text, parts.value, 1, kMostFactor));
      return absl::OkStatus();
    }
    case EditKind::kScale: {
      ASSIGN_OR_RETURN(edit.value, Number(text, parts.value, 0, kMostFactor));
      return absl::OkStatus();
    }
    case EditKind::kTo: {
      ASSIGN_OR_RETURN(edit.value,
                       Number(text, parts.value, -HUGE_VAL, HUGE_VAL));
      return absl::OkStatus();
    }
    case EditKind::kElement: {
      if (parts.value == "off" || parts.value == "on") {
        edit.value = parts.value == "on";
        return absl::OkStatus();
      }
      ASSIGN_OR_RETURN(edit.value, Number(text, parts.value, 0, 1));
      return absl::OkStatus();
    }
    case EditKind::kMove:
      return ParsePlace(text, parts.value, edit);
  }
  return absl::OkStatus();
}

// Edits that say the same of a thing exclude each other.
bool Exclude(const Edit& a, const Edit& b) {
  return a.target == b.target &&
         (a.kind == b.kind || (IsOfRegulator(a.kind) && IsOfRegulator(b.kind)));
}

absl::Status SetLinear(const Genome& genome, int regulator, double linear,
                       Context& context) {
  if (linear > 0) {
    return context.SetIndex(
        regulator, genome.regulator_units()[regulator].FromLinear(linear));
  }
  context.Silence(regulator);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Edit> ParseEdit(EditKind kind, absl::string_view text,
                               const Genome& genome) {
  const Parts parts = Split(text);
  Edit edit;
  edit.kind = kind;
  ASSIGN_OR_RETURN(edit.target, FindTarget(kind, parts.name, genome));
  RETURN_IF_ERROR(ParseValue(text, parts, genome, edit));
  RETURN_IF_ERROR(CheckEdits({edit}, genome));
  return edit;
}

absl::StatusOr<std::vector<Edit>> ParseDoses(absl::string_view text,
                                             const Genome& genome) {
  const Parts parts = Split(text);
  if (!parts.has_value) {
    return Wrong(text, "write REGULATOR=LEVEL,LEVEL,...");
  }
  std::vector<Edit> doses;
  for (const absl::string_view dose : absl::StrSplit(parts.value, ',')) {
    ASSIGN_OR_RETURN(
        Edit edit,
        ParseEdit(EditKind::kTo, absl::StrCat(parts.name, "=", dose), genome));
    doses.push_back(std::move(edit));
  }
  return doses;
}

std::string EditText(const Edit& edit, const Genome& genome) {
  const proto::Manifest& m = genome.manifest();
  const std::string& name =
      IsOfRegulator(edit.kind)              ? m.regulators(edit.target).id()
      : edit.kind == EditKind::kCutBoundary ? m.boundaries(edit.target).id()
                                            : m.elements(edit.target).id();
  switch (edit.kind) {
    case EditKind::kKnockOut:
      return absl::StrCat(name, " off");
    case EditKind::kKnockDown:
    case EditKind::kOverExpress:
    case EditKind::kScale:
      return absl::StrCat(name, " x", edit.value);
    case EditKind::kTo:
      return absl::StrCat(name, "=", edit.value);
    case EditKind::kElement:
      return edit.value == 0   ? absl::StrCat(name, " off")
             : edit.value == 1 ? absl::StrCat(name, " on")
                               : absl::StrCat(name, "=", edit.value);
    case EditKind::kMove:
      return absl::StrCat(name, " to ", edit.contig,
                          edit.contig.empty() ? "" : ":", edit.center0);
    case EditKind::kCutBoundary:
      return absl::StrCat(name, " cut");
  }
  return name;
}

std::string EditsText(absl::Span<const Edit> edits, const Genome& genome) {
  return absl::StrJoin(edits, " + ", [&](std::string* out, const Edit& edit) {
    absl::StrAppend(out, EditText(edit, genome));
  });
}

absl::Status CheckEdits(absl::Span<const Edit> edits, const Genome& genome) {
  for (size_t i = 0; i < edits.size(); ++i) {
    for (size_t k = 0; k < i; ++k) {
      if (!Exclude(edits[i], edits[k])) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("'", EditText(edits[k], genome), "' and '",
                       EditText(edits[i], genome),
                       "' are edits of the same thing; keep one"));
    }
  }
  Context probe(genome, "");
  return ApplyEdits(genome, edits, false, probe);
}

absl::Status ApplyEdit(const Genome& genome, const Edit& edit, bool hold,
                       Context& context) {
  switch (edit.kind) {
    case EditKind::kElement:
      return context.ForceElementIndex(edit.target, edit.value);
    case EditKind::kMove:
      return context.MoveElement(genome.manifest().elements(edit.target).id(),
                                 edit.contig, edit.center0);
    case EditKind::kCutBoundary:
      return context.CutBoundary(
          genome.manifest().boundaries(edit.target).id());
    case EditKind::kKnockOut:
      context.Silence(edit.target);
      break;
    case EditKind::kTo:
      RETURN_IF_ERROR(context.SetIndex(edit.target, edit.value));
      break;
    case EditKind::kKnockDown:
    case EditKind::kOverExpress:
    case EditKind::kScale:
      RETURN_IF_ERROR(SetLinear(
          genome, edit.target,
          edit.value * LinearLevel(genome, edit.target, context), context));
      break;
  }
  if (hold) context.Hold(edit.target);
  return absl::OkStatus();
}

absl::Status ApplyEdits(const Genome& genome, absl::Span<const Edit> edits,
                        bool hold, Context& context) {
  for (const Edit& edit : edits) {
    RETURN_IF_ERROR(ApplyEdit(genome, edit, hold, context));
  }
  return absl::OkStatus();
}

bool ScalesNothing(const Genome& genome, const Edit& edit,
                   const Context& context) {
  return IsFactor(edit.kind) && edit.value > 0 &&
         LinearLevel(genome, edit.target, context) == 0;
}

}  // namespace regulon
