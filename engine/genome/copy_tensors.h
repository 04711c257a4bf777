// The tensors of a genome, one after another into the file of another: for who
// changes, or leaves out, only some of them.
//
//   RETURN_IF_ERROR(ForEachTensor(parent, *writer, [&](int tensor) {
//     return dropped[tensor] ? absl::OkStatus()
//                            : CopyTensor(parent, tensor, *writer);
//   }));
#ifndef REGULON_ENGINE_GENOME_COPY_TENSORS_H_
#define REGULON_ENGINE_GENOME_COPY_TENSORS_H_

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "engine/genome/genome.h"
#include "engine/genome/writer.h"

namespace regulon {

// Indices in manifest().tensors, by their place in the file.
std::vector<int> InFileOrder(const Genome& genome);

// Calls `add` for the parent's tensors by their place in its file, and starts a
// segment of `writer` where one of the parent's begins. Not for scales, which
// go with what they scale.
absl::Status ForEachTensor(const Genome& parent, GenomeWriter& writer,
                           absl::FunctionRef<absl::Status(int tensor)> add);

// With the bytes it has, and its scales if it has any.
absl::Status CopyTensor(const Genome& parent, int tensor, GenomeWriter& writer);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_COPY_TENSORS_H_
