// Configurations: what is accepted is a shape whose parameters can be counted.

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/convert/checkpoint/model_config.h"
#include "engine/convert/checkpoint/parameter_counts.h"
#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regulon;  // NOLINT: a program of one function
  const auto config = ReadModelConfig(
      {reinterpret_cast<const char*>(data), size}, "config.json");
  if (!config.ok()) {
    Require(absl::StartsWith(config.status().message(), "config.json:"),
            absl::StrCat("an error begins with the file: ",
                         config.status().message()));
    return 0;
  }
  const proto::Transformer& shape = config->plan.shape;
  Require(shape.heads() % shape.key_heads() == 0 &&
              config->plan.top_k <= config->plan.experts,
          "heads and experts go together");
  const ParameterCount total = CountParameters(config->plan).back();
  Require(0 < total.read && total.read <= total.active &&
              total.active <= total.all && total.all < int64_t{1} << 53,
          "what is read is active, and what is active is there");
  return 0;
}
