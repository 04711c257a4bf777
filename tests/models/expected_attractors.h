// What is known of a model's attractors, as expected/NAME.txt has it:
//
//   # a comment, to the end of the line
//   hold CycD=1 Rb=0                the settings that follow it, or "hold
//   nothing"
//     point 856: Cdh1 Sic1          fixed point: its basin, the genes that are
//     on cycle 736: SCL > EKLF SCL     cycle: its basin, its states in order of
//     time cycle 256 of 8                cycle: its basin, its length
//     synchronous 5 of 2            in place of all these: 5 attractors of
//     length 2 asynchronous 1 of 112         1 attractor of 112 states
//     trap_spaces 2                 minimal trap spaces
//
// Under synchronous updating there are no other attractors than those given,
// and under asynchronous no other sizes if any are. Genes that are held are not
// listed; basins count the states of the others.
#ifndef REGULON_TESTS_MODELS_EXPECTED_ATTRACTORS_H_
#define REGULON_TESTS_MODELS_EXPECTED_ATTRACTORS_H_

#include <optional>
#include <string>
#include <vector>

#include "tests/models/logical_model.h"

namespace regulon {

struct ExpectedAttractors {
  std::string title;  // its line
  Clamps held;
  std::vector<std::string> attractors;    // "point 856: Cdh1 Sic1"
  std::vector<std::string> synchronous;   // "5 of 2"
  std::vector<std::string> asynchronous;  // "1 of 112"
  std::optional<size_t> trap_spaces;

  bool ListsCycles() const;           // their states too
  std::vector<Genes> Points() const;  // of `attractors`
};

// Throws where the file does not read.
std::vector<ExpectedAttractors> ReadExpected(const std::string& model);

// Attractors as the file would have them: a line for each, or for each size.
std::vector<std::string> Lines(const System& system,
                               const std::vector<Attractor>& attractors,
                               bool list_cycles);
std::vector<std::string> Sizes(const std::vector<Attractor>& attractors);

}  // namespace regulon

#endif  // REGULON_TESTS_MODELS_EXPECTED_ATTRACTORS_H_
