// Streams the tensors of a transformer into a genome, some at a time, so that
// one larger than memory can be written.
#ifndef REGULON_ENGINE_TRANSFORMER_WRITE_TRANSFORMER_H_
#define REGULON_ENGINE_TRANSFORMER_WRITE_TRANSFORMER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/transformer/tensor_list.h"
#include "proto/genome.pb.h"

namespace regulon {

// Fills in the values of tensors[index], row-major [rows, columns]. Called once
// for each, from several threads at once and in any order.
using TensorValues =
    std::function<absl::Status(int index, absl::Span<float> values)>;

struct WriteTransformerOptions {
  int threads = 0;                          // 0: one per core
  std::function<void(double)> on_progress;  // the share done; may be empty
};

// `tensors` as TensorsOf gives them, `manifest` without them. The same file for
// any number of threads. The first error of `values` by order of the tensors,
// or of the writer, naming the path; then there is no file.
absl::Status WriteTransformer(const std::vector<PlannedTensor>& tensors,
                              proto::Manifest manifest,
                              const TensorValues& values,
                              const WriteTransformerOptions& options,
                              const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_WRITE_TRANSFORMER_H_
