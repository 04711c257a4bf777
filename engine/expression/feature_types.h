// 10x files hold other features beside genes: antibodies, guides, tags.
#ifndef REGULON_ENGINE_EXPRESSION_FEATURE_TYPES_H_
#define REGULON_ENGINE_EXPRESSION_FEATURE_TYPES_H_

#include <string>

#include "absl/types/span.h"
#include "engine/expression/expression.h"
#include "engine/expression/read_options.h"

namespace regulon {

// Leaves out genes whose type is another than "Gene Expression", and notes how
// many of which type. `types` is one per gene, or empty where the file gives
// none.
void KeepGeneExpression(absl::Span<const std::string> types,
                        Expression& expression, ReadReport& report);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_FEATURE_TYPES_H_
