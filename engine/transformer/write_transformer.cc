#include "engine/transformer/write_transformer.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/genome/writer.h"
#include "engine/status.h"
#include "engine/workers.h"

namespace regulon {
namespace {

// Made together and then written: so many elements, if more than one tensor.
constexpr int64_t kBatchElements = int64_t{1} << 24;

struct Made {
  absl::Status status;
  std::vector<float> values;  // empty where `packed` holds them
  PackedMatrix packed;
};

// Rounding would make infinity of the largest f32 values.
absl::Status CheckBf16(const PlannedTensor& tensor,
                       absl::Span<const float> values) {
  constexpr float kMost = 0x1.FFp127f;  // halfway to what is no bf16
  for (const float value : values) {
    if (std::abs(value) < kMost) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "tensor '", tensor.label.name, "' of layer ", tensor.label.layer,
        " holds ", value, ", which bf16 cannot; store it as f32"));
  }
  return absl::OkStatus();
}

Made Make(const PlannedTensor& tensor, int index, const TensorValues& values) {
  Made made;
  made.values.resize(tensor.elements());
  made.status = values(index, absl::MakeSpan(made.values));
  if (made.status.ok() && tensor.dtype == DType::kBf16) {
    made.status = CheckBf16(tensor, made.values);
  }
  if (made.status.ok() && tensor.form == TensorForm::kPacked) {
    made.packed = Pack(tensor.dtype, tensor.rows, tensor.columns, made.values);
    made.values = {};
  }
  return made;
}

absl::Status Write(const PlannedTensor& tensor, const Made& made,
                   GenomeWriter& writer) {
  RETURN_IF_ERROR(made.status);
  if (tensor.starts_segment) writer.StartSegment();
  switch (tensor.form) {
    case TensorForm::kFloats:
      return writer.AddFloats(tensor.label, made.values);
    case TensorForm::kRows:
      return writer.AddRows(tensor.label, tensor.rows, tensor.columns,
                            made.values, tensor.dtype);
    case TensorForm::kPacked:
      return writer.AddPacked(tensor.label, tensor.dtype, tensor.rows,
                              tensor.columns, made.packed);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteTransformer(const std::vector<PlannedTensor>& tensors,
                              proto::Manifest manifest,
                              const TensorValues& values,
                              const WriteTransformerOptions& options,
                              const std::string& path) {
  ASSIGN_OR_RETURN(const auto writer, GenomeWriter::Create(path));
  Workers workers(options.threads);
  double all = 0, done = 0;
  for (const PlannedTensor& tensor : tensors) {
    all += static_cast<double>(tensor.elements());
  }
  for (size_t begin = 0; begin < tensors.size();) {
    size_t end = begin;
    int64_t elements = 0;
    while (end < tensors.size() &&
           (end == begin ||
            elements + tensors[end].elements() <= kBatchElements)) {
      elements += tensors[end++].elements();
    }
    std::vector<Made> made(end - begin);
    workers.Run(static_cast<int>(made.size()), [&](int task, int) {
      const size_t index = begin + task;
      made[task] = Make(tensors[index], static_cast<int>(index), values);
    });
    for (size_t i = begin; i < end; ++i) {
      RETURN_IF_ERROR(Write(tensors[i], made[i - begin], *writer));
    }
    begin = end;
    done += static_cast<double>(elements);
    if (options.on_progress) options.on_progress(done / all);
  }
  return writer->Finish(std::move(manifest));
}

}  // namespace regulon
