// What an explanation of a Boolean genome must be, whatever the rules.
#ifndef REGULON_TESTS_EXPLAIN_EXPLAINED_H_
#define REGULON_TESTS_EXPLAIN_EXPLAINED_H_

#include <random>
#include <vector>

#include "engine/context/context.h"
#include "tests/reference/opened_genome.h"

namespace regulon {

// Every Boolean regulator 0 or 1 at random, the others not given.
Context RandomContext(const Genome& genome, std::mt19937& random);

// Holds the explanation of all of its Boolean genes against what the cell
// expresses in the contexts and with each regulator off, against the circuit of
// each rule, and the shares of regulators against the change that they sum to.
// Returns the number of genes.
int ExpectExplained(const reference::OpenedGenome& genome,
                    const Context& context, const Context& reference);

}  // namespace regulon

#endif  // REGULON_TESTS_EXPLAIN_EXPLAINED_H_
