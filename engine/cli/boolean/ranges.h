// What numbers a flag takes, with messages for people.
#ifndef REGULON_ENGINE_CLI_BOOLEAN_RANGES_H_
#define REGULON_ENGINE_CLI_BOOLEAN_RANGES_H_

#include <cstdint>
#include <limits>

namespace CLI {
class Validator;
}

namespace regulon {

// "--tick: write a number above 0, up to 1e+09".
CLI::Validator AboveZero(double most);

// "--samples: write a whole number from 2 to 100".
CLI::Validator WholeNumber(
    uint64_t least, uint64_t most = std::numeric_limits<uint64_t>::max());

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_BOOLEAN_RANGES_H_
