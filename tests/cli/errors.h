// What an error is: nothing but one line on the standard error.
#ifndef REGULON_TESTS_CLI_ERRORS_H_
#define REGULON_TESTS_CLI_ERRORS_H_

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace regulon {

inline void ExpectError(const Outcome& outcome, int status,
                        const std::vector<std::string>& parts) {
  SCOPED_TRACE(outcome.err);
  EXPECT_EQ(outcome.status, status);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, ::testing::StartsWith("regulon: "));
  EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1);
  for (const std::string& part : parts) {
    EXPECT_THAT(outcome.err, ::testing::HasSubstr(part));
  }
}

}  // namespace regulon

#endif  // REGULON_TESTS_CLI_ERRORS_H_
