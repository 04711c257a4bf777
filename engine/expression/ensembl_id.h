// Ids of genes with and without their version.
#ifndef REGULON_ENGINE_EXPRESSION_ENSEMBL_ID_H_
#define REGULON_ENGINE_EXPRESSION_ENSEMBL_ID_H_

#include <string>

namespace regulon {

// "ENSG00000102145.12" -> "ENSG00000102145"; other names stay.
std::string WithoutVersion(const std::string& id);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_ENSEMBL_ID_H_
