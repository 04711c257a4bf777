// Boolean rules as BoolNet and pyboolnet write them (.bnet): a line
// "gene, rule" per gene.
//
//   targets, factors          optional heading
//   # a comment
//   Ca2+, (PKC & !IL-4R) | DAG
//
// A name is whatever stands between commas, '!', '&', '|' and parentheses. With
// spaces inside it must be the target of a line, so that a forgotten operator
// is an error; between single quotes ('' for one of them) anything is a name.
// 0, 1, true and false are constants. A name that no line defines is a free
// input.
#ifndef REGULON_ENGINE_CONVERT_BNET_H_
#define REGULON_ENGINE_CONVERT_BNET_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/convert/rule_model.h"
#include "engine/convert/source.h"

namespace regulon {

// One text.
absl::StatusOr<Imported> ReadBnet(absl::Span<const SourceText> sources);

// Inputs that no rule reads are written as "X, X".
absl::StatusOr<std::string> WriteBnet(const RuleModel& model);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_BNET_H_
