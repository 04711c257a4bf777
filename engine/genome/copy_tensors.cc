#include "engine/genome/copy_tensors.h"

#include <algorithm>
#include <numeric>

#include "engine/status.h"

namespace regulon {
namespace {

GenomeWriter::Copied CopyOf(const Genome& genome, int tensor) {
  const ByteRange range = genome.BytesOf(tensor);
  return {genome.manifest().tensors(tensor),
          {reinterpret_cast<const char*>(genome.mapping()) + range.begin,
           static_cast<size_t>(range.end - range.begin)}};
}

}  // namespace

std::vector<int> InFileOrder(const Genome& genome) {
  std::vector<int> tensors(genome.manifest().tensors_size());
  std::iota(tensors.begin(), tensors.end(), 0);
  std::stable_sort(tensors.begin(), tensors.end(), [&genome](int a, int b) {
    return genome.BytesOf(a).begin < genome.BytesOf(b).begin;
  });
  return tensors;
}

absl::Status ForEachTensor(const Genome& parent, GenomeWriter& writer,
                           absl::FunctionRef<absl::Status(int tensor)> add) {
  const proto::Manifest& from = parent.manifest();
  std::vector<bool> is_scale(from.tensors_size());
  for (const proto::TensorEntry& entry : from.tensors()) {
    if (entry.scale_plus_one() != 0)
      is_scale[entry.scale_plus_one() - 1] = true;
  }
  int64_t segment = -1;
  for (const int tensor : InFileOrder(parent)) {
    if (is_scale[tensor]) continue;
    const proto::TensorEntry& entry = from.tensors(tensor);
    if (entry.segment() != segment) {
      segment = entry.segment();
      const proto::Segment& next = from.segments(entry.segment());
      const auto begin = static_cast<int64_t>(next.offset());
      parent.Announce({{begin, begin + static_cast<int64_t>(next.bytes())}});
      writer.StartSegment();
    }
    RETURN_IF_ERROR(add(tensor));
  }
  return absl::OkStatus();
}

absl::Status CopyTensor(const Genome& parent, int tensor,
                        GenomeWriter& writer) {
  const uint32_t scale = parent.manifest().tensors(tensor).scale_plus_one();
  if (scale == 0) return writer.AddCopy(CopyOf(parent, tensor), nullptr);
  const GenomeWriter::Copied copied = CopyOf(parent, scale - 1);
  return writer.AddCopy(CopyOf(parent, tensor), &copied);
}

}  // namespace regulon
