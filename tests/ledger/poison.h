// The proof that the ledger tells the truth: parameters that a query did not
// read may hold anything, and those that it read may not.
//
//   Poisoned all = Poison(path, contexts);
//   EXPECT_TRUE(all.lies.empty()) << all.lies[0];
#ifndef REGULON_TESTS_LEDGER_POISON_H_
#define REGULON_TESTS_LEDGER_POISON_H_

#include <cstdint>
#include <string>
#include <vector>

#include "proto/context.pb.h"

namespace regulon::reference {

struct PoisonOptions {
  // Of each context: active scalars that are poisoned one by one, spread over
  // all units. Genomes with fewer have all of theirs tried.
  int most_active = 4000;
  int threads = 1;
};

struct Poisoned {
  int64_t active = 0;             // scalars that were poisoned one by one
  int64_t inactive = 0;           // scalars that were, all together
  std::vector<std::string> lies;  // ten at most
};

// For each context, on copies of the file:
//   - NaN in every parameter that it did not read (arbitrary bytes in I8 and
//     I4, and NaN in their scales) leaves the answer and its account alone, bit
//     by bit;
//   - NaN in one parameter that it read makes Express fail with OutOfRange
//     ("... came out as nan ..."). The integers of I8 and I4 know no NaN: their
//     scales stand for them.
// Throws where the file cannot be read.
Poisoned Poison(const std::string& path,
                const std::vector<proto::Context>& contexts,
                const PoisonOptions& options = PoisonOptions());

}  // namespace regulon::reference

#endif  // REGULON_TESTS_LEDGER_POISON_H_
