// Contexts that come as a stream, against all of them at once.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/query/express.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::OpenedGenome;
using reference::ReadModel;

ExpressOptions With(int steps, Update update, int runs) {
  ExpressOptions options;
  options.steps = steps;
  options.update = update;
  options.runs = runs;
  return options;
}

// Contexts `all`, `batch` at a time, through ExpressStream.
std::vector<Expressed> AskInBatches(const OpenedGenome& genome,
                                    const std::vector<Context>& all,
                                    size_t batch,
                                    const ExpressOptions& options) {
  std::vector<Expressed> results;
  size_t given = 0;
  const absl::Status status = ExpressStream(
      genome.cell(),
      [&](absl::Span<Context> contexts) {
        size_t count = 0;
        while (count < contexts.size() && count < batch && given < all.size()) {
          contexts[count++] = all[given++];
        }
        return static_cast<int>(count);
      },
      options,
      [&](int64_t index, const Context& context, const Expressed& result) {
        EXPECT_EQ(index, static_cast<int64_t>(results.size()));
        EXPECT_EQ(context.name(), all[index].name());
        results.push_back(result);
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  return results;
}

TEST(ExpressStream, GivesTheBitsOfAllContextsTogether) {
  const OpenedGenome yeast(ReadModel("budding_yeast"));
  const OpenedGenome laci(ReadModel("laci_o2"));
  std::vector<Context> of_yeast, of_laci;
  for (int i = 0; i < 600; ++i) {
    const std::string name = std::to_string(i);
    of_laci.emplace_back(laci.genome(), name);
    ASSERT_TRUE(of_laci.back().Set("LacI", i).ok());
    ASSERT_TRUE(of_laci.back().Set("IPTG", 600 - i).ok());
    of_yeast.emplace_back(yeast.genome(), name);
    ASSERT_TRUE(of_yeast.back().Set("Cln3", i % 2).ok());
    ASSERT_TRUE(of_yeast.back().Set("Clb12", i / 2 % 2).ok());
    if (i % 5 == 0) {
      ASSERT_TRUE(of_yeast.back().Clamp("Sic1", 1).ok());
    }
  }
  const struct {
    const OpenedGenome& genome;
    const std::vector<Context>& contexts;
    ExpressOptions options;
  } cases[] = {{laci, of_laci, ExpressOptions()},
               {yeast, of_yeast, ExpressOptions()},
               {yeast, of_yeast, With(7, Update::kSync, 1)},
               {yeast, of_yeast, With(20, Update::kAsync, 1)},
               {yeast, of_yeast, With(10, Update::kAsync, 3)}};
  for (const auto& c : cases) {
    const auto together = Express(c.genome.cell(), c.contexts, c.options);
    ASSERT_TRUE(together.ok()) << together.status();
    // Chance is of a context's number, and the same in any batch.
    for (const size_t batch : {1, 77, 1000}) {
      const auto streamed =
          AskInBatches(c.genome, c.contexts, batch, c.options);
      ASSERT_EQ(streamed.size(), together->size());
      for (size_t i = 0; i < streamed.size(); ++i) {
        EXPECT_EQ(streamed[i].expression, (*together)[i].expression);
        EXPECT_EQ(streamed[i].open, (*together)[i].open);
        EXPECT_EQ(streamed[i].ends.size(), (*together)[i].ends.size());
      }
    }
  }
}

TEST(ExpressStream, EndsWithTheErrorOfItsSourceOrOfWhoIsTold) {
  const OpenedGenome laci(ReadModel("laci_o2"));
  const auto deliver = [](int64_t, const Context&, const Expressed&) {
    return absl::AbortedError("enough");
  };
  const auto one = [](absl::Span<Context>) { return 1; };
  EXPECT_EQ(ExpressStream(laci.cell(), one, ExpressOptions(), deliver),
            absl::AbortedError("enough"));
  const auto broken = [](absl::Span<Context>) -> absl::StatusOr<int> {
    return absl::DataLossError("broken");
  };
  EXPECT_EQ(ExpressStream(laci.cell(), broken, ExpressOptions(), deliver),
            absl::DataLossError("broken"));
}

}  // namespace
}  // namespace regulon
