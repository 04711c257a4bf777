#include "engine/dense/matmul.h"

#include <omp.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "oneapi/dnnl/dnnl.hpp"

namespace regulon {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;

// oneDNN 3 dropped the operation descriptor of oneDNN 2. Nothing else differs
// for a matrix product.
dnnl::matmul::primitive_desc Describe(const dnnl::engine& engine,
                                      const memory::desc& x,
                                      const memory::desc& weights,
                                      const memory::desc& y,
                                      const dnnl::primitive_attr& attributes) {
#if DNNL_VERSION_MAJOR >= 3
  return {engine, x, weights, y, attributes};
#else
  return {dnnl::matmul::desc(x, weights, y), attributes, engine};
#endif
}

memory::desc F32(int64_t rows, int64_t columns, Tag tag) {
  return memory::desc({rows, columns}, memory::data_type::f32, tag);
}

const dnnl::engine& Engine() {
  static const auto& engine = *new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

bool FindWhetherPacked() {
  try {
    dnnl::primitive_attr attributes;
    const auto description =
        Describe(Engine(), F32(16, 256, Tag::ab), F32(256, 256, Tag::any),
                 F32(16, 256, Tag::ab), attributes);
    return description.weights_desc() == F32(256, 256, Tag::BA16a64b);
  } catch (const dnnl::error&) {
    return false;
  }
}

// Row counts that a product is built for; others are padded up.
constexpr int kBuckets[] = {1, 4, 16, MatMul::kMostRows};

// One product of a fixed number of rows with its arguments bound.
struct Bound {
  int rows;
  dnnl::matmul product;
  memory x, weights, y, scratch;
  std::vector<dnnl_exec_arg_t> arguments;
};

Bound Bind(int rows, int64_t inputs, int64_t outputs, Into into) {
  dnnl::post_ops operations;
  if (into == Into::kAdd) operations.append_sum(1.0f);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(operations);
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const dnnl::engine& engine = Engine();
  const memory::desc x = F32(rows, inputs, Tag::ab);
  const memory::desc y = F32(rows, outputs, Tag::ab);
  const memory::desc weights = F32(inputs, outputs, Tag::BA16a64b);
  const auto description = Describe(engine, x, weights, y, attributes);
  Bound bound{rows,
              dnnl::matmul(description),
              memory(x, engine, nullptr),
              memory(weights, engine, nullptr),
              memory(y, engine, nullptr),
              memory(description.scratchpad_desc(), engine),
              {}};
  bound.arguments = {{DNNL_ARG_SRC, bound.x.get()},
                     {DNNL_ARG_WEIGHTS, bound.weights.get()},
                     {DNNL_ARG_DST, bound.y.get()},
                     {DNNL_ARG_SCRATCHPAD, bound.scratch.get()}};
  return bound;
}

}  // namespace

struct MatMul::Primitives {
  int64_t inputs, outputs;
  dnnl::stream stream;
  std::vector<Bound> bound;  // by ascending rows
};

absl::StatusOr<MatMul> MatMul::Create(int64_t inputs, int64_t outputs,
                                      Into into) {
  const OneThread one_thread;
  try {
    auto primitives = std::unique_ptr<Primitives>(
        new Primitives{inputs, outputs, dnnl::stream(Engine()), {}});
    for (const int rows : kBuckets) {
      primitives->bound.push_back(Bind(rows, inputs, outputs, into));
    }
    return MatMul(std::move(primitives));
  } catch (const dnnl::error& error) {
    return absl::UnavailableError(absl::StrCat("oneDNN has no product with [",
                                               inputs, ", ", outputs,
                                               "]: ", error.what()));
  }
}

absl::Status MatMul::Run(int rows, const float* x, const float* weights,
                         float* y) {
  size_t i = 0;
  while (i + 1 < primitives_->bound.size() &&
         primitives_->bound[i].rows < rows) {
    ++i;
  }
  Bound& bound = primitives_->bound[i];
  for (int row = 0; row < rows; row += bound.rows) {
    // C calls: the C++ ones build a map of the arguments each time.
    dnnl_memory_set_data_handle(
        bound.x.get(), const_cast<float*>(x + row * primitives_->inputs));
    dnnl_memory_set_data_handle(bound.weights.get(),
                                const_cast<float*>(weights));
    dnnl_memory_set_data_handle(bound.y.get(), y + row * primitives_->outputs);
    const dnnl_status_t status = dnnl_primitive_execute(
        bound.product.get(), primitives_->stream.get(),
        static_cast<int>(bound.arguments.size()), bound.arguments.data());
    if (status != dnnl_success) {
      return absl::InternalError(
          absl::StrCat("oneDNN failed with status ", status));
    }
  }
  return absl::OkStatus();
}

int MatMul::PaddedRows(int rows) {
  for (const int bucket : kBuckets) {
    if (rows <= bucket) return bucket;
  }
  return (rows + kMostRows - 1) / kMostRows * kMostRows;
}

bool MatMul::ReadsPacked() {
  static const bool packed = FindWhetherPacked();
  return packed;
}

MatMul::MatMul(std::unique_ptr<Primitives> primitives)
    : primitives_(std::move(primitives)) {}
MatMul::MatMul(MatMul&&) noexcept = default;
MatMul& MatMul::operator=(MatMul&&) noexcept = default;
MatMul::~MatMul() = default;

OneThread::OneThread() : before_(omp_get_max_threads()) {
  omp_set_num_threads(1);
}
OneThread::~OneThread() { omp_set_num_threads(before_); }

}  // namespace regulon
