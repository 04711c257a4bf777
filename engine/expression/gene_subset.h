// Some of the genes of an expression matrix.
#ifndef REGULON_ENGINE_EXPRESSION_GENE_SUBSET_H_
#define REGULON_ENGINE_EXPRESSION_GENE_SUBSET_H_

#include <vector>

#include "engine/expression/expression.h"

namespace regulon {

// Leaves out, in place, genes for which `keep` (one per gene) is false.
void KeepGenes(const std::vector<bool>& keep, Expression& expression);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_GENE_SUBSET_H_
