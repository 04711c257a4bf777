// An expression matrix in memory: samples by genes, in one declared unit.
#ifndef REGULON_ENGINE_EXPRESSION_EXPRESSION_H_
#define REGULON_ENGINE_EXPRESSION_EXPRESSION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/genome/unit.h"

namespace regulon {

struct Expression {
  std::vector<std::string> samples, genes;  // unique, in file order
  // Of genes, where the file gives them beside the ids; else empty. Not unique.
  std::vector<std::string> symbols;
  Unit unit;                  // as declared, never guessed
  std::vector<float> values;  // [samples, genes] row-major; NaN: missing
  std::string source;         // what messages call the file

  float at(int64_t sample, int64_t gene) const {
    return values[sample * static_cast<int64_t>(genes.size()) + gene];
  }
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_EXPRESSION_H_
