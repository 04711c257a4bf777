// This engine's side of benchmarks/peers/compare: one layer of experts, asked
// in lines and answering in lines.
//
//   experts_peer FOLDER EXPERTS D FF DTYPE THREADS
//
//   (start)                    -> ready, once the weights are packed
//   calls CONTEXTS K CALLS     -> ready; FOLDER/{x.f32,chosen.u32,weight.f32}
//   run CALL                   -> milliseconds; writes FOLDER/y.f32
//   bandwidth                  -> GB/s of memory that the threads read
//
// What cannot be done ends it with the reason on standard error.

#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "benchmarks/expert_layout.h"
#include "benchmarks/machine_limits.h"
#include "benchmarks/peers/packed_experts.h"
#include "benchmarks/peers/routed_experts.h"
#include "engine/genome/matrix.h"
#include "engine/status.h"

namespace regulon {
namespace {

using Words = std::vector<std::string>;

class Stopwatch {
 public:
  double milliseconds() const {
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now() - begin_)
        .count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ =
      std::chrono::steady_clock::now();
};

absl::StatusOr<int> NumberOf(const Words& words, size_t at) {
  int number;
  if (at < words.size() && absl::SimpleAtoi(words[at], &number) &&
      number >= 0) {
    return number;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("word ", at, " is no number; see experts_peer.cc"));
}

absl::StatusOr<DType> DTypeOf(const std::string& name) {
  const auto found = DTypesByName().find(name);
  if (found != DTypesByName().end()) return found->second;
  return absl::InvalidArgumentError(
      absl::StrCat("'", name, "' is no dtype of matrices"));
}

template <typename Value>
absl::StatusOr<std::vector<Value>> ReadAll(const std::string& path,
                                           int64_t count) {
  std::vector<Value> values(count);
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(values.data()),
                 count * sizeof(Value))) {
    return absl::DataLossError(absl::StrCat(path, ": ends early"));
  }
  return values;
}

// The calls that `run` chooses from.
struct Calls {
  int contexts = 0, k = 0, count = 0;
  std::vector<float> x, weight;
  std::vector<uint32_t> chosen;
};

absl::StatusOr<Calls> ReadCalls(const std::string& folder,
                                const ExpertShape& shape, const Words& words) {
  Calls calls;
  ASSIGN_OR_RETURN(calls.contexts, NumberOf(words, 1));
  ASSIGN_OR_RETURN(calls.k, NumberOf(words, 2));
  ASSIGN_OR_RETURN(calls.count, NumberOf(words, 3));
  const int64_t rows = int64_t{calls.contexts} * calls.count;
  ASSIGN_OR_RETURN(calls.x,
                   ReadAll<float>(folder + "/x.f32", rows * shape.width));
  ASSIGN_OR_RETURN(calls.weight,
                   ReadAll<float>(folder + "/weight.f32", rows * calls.k));
  ASSIGN_OR_RETURN(calls.chosen,
                   ReadAll<uint32_t>(folder + "/chosen.u32", rows * calls.k));
  for (const uint32_t expert : calls.chosen) {
    if (expert >= static_cast<uint32_t>(shape.experts)) {
      return absl::DataLossError(
          absl::StrCat(folder, "/chosen.u32: there is no expert ", expert));
    }
  }
  return calls;
}

// Milliseconds of one call; its answer to `answer_path`.
absl::StatusOr<double> RunCall(const Calls& calls, int call, int64_t width,
                               const std::string& answer_path,
                               RoutedExperts& layer) {
  if (call >= calls.count) {
    return absl::OutOfRangeError(absl::StrCat("there is no call ", call));
  }
  const int64_t row = int64_t{call} * calls.contexts;
  std::vector<float> y(calls.contexts * width);
  const auto begin = std::chrono::steady_clock::now();
  RETURN_IF_ERROR(
      layer.Run({calls.contexts, calls.k, calls.x.data() + row * width,
                 calls.chosen.data() + row * calls.k,
                 calls.weight.data() + row * calls.k},
                y.data()));
  const std::chrono::duration<double, std::milli> took =
      std::chrono::steady_clock::now() - begin;
  std::ofstream file(answer_path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(y.data()), y.size() * sizeof(float));
  if (!file.flush()) {
    return absl::UnavailableError(
        absl::StrCat(answer_path, ": cannot be written"));
  }
  return took.count();
}

// Answers the lines of standard input.
absl::Status Serve(const std::string& folder, const ExpertShape& shape,
                   RoutedExperts& layer) {
  std::cout << "ready" << std::endl;
  Calls calls;
  for (std::string line; std::getline(std::cin, line);) {
    const Words words = absl::StrSplit(line, ' ');
    if (words[0] == "calls") {
      ASSIGN_OR_RETURN(calls, ReadCalls(folder, shape, words));
      std::cout << "ready" << std::endl;
    } else if (words[0] == "run") {
      ASSIGN_OR_RETURN(const int call, NumberOf(words, 1));
      ASSIGN_OR_RETURN(
          const double milliseconds,
          RunCall(calls, call, shape.width, folder + "/y.f32", layer));
      std::cout << milliseconds << std::endl;
    } else if (words[0] == "bandwidth") {
      // Pages as small as those of the weights, and more than caches hold.
      const Memory memory(int64_t{1} << 29, Memory::kSmall);
      std::cout << ReadBandwidth(memory.bytes(), layer.workers()) / 1e9
                << std::endl;
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat("'", words[0], "' is none of calls, run, bandwidth"));
    }
  }
  return absl::OkStatus();
}

absl::Status RunPeer(const Words& arguments) {
  if (arguments.size() != 7) {
    return absl::InvalidArgumentError(
        "usage: experts_peer FOLDER EXPERTS D FF DTYPE THREADS");
  }
  ExpertShape shape;
  ASSIGN_OR_RETURN(shape.experts, NumberOf(arguments, 2));
  ASSIGN_OR_RETURN(shape.width, NumberOf(arguments, 3));
  ASSIGN_OR_RETURN(shape.hidden, NumberOf(arguments, 4));
  ASSIGN_OR_RETURN(const DType dtype, DTypeOf(arguments[5]));
  ASSIGN_OR_RETURN(const int threads, NumberOf(arguments, 6));
  ASSIGN_OR_RETURN(const PackedExperts experts,
                   PackedExperts::Read(arguments[1], shape, dtype));
  RoutedExperts layer(threads);
  RETURN_IF_ERROR(layer.Open(experts));
  return Serve(arguments[1], shape, layer);
}

}  // namespace
}  // namespace regulon

int main(int argc, char** argv) {
  const absl::Status status = regulon::RunPeer({argv, argv + argc});
  if (status.ok()) return 0;
  std::cerr << "experts_peer: " << status.message() << std::endl;
  return 1;
}
