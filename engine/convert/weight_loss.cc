#include "engine/convert/weight_loss.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/convert/recode.h"
#include "engine/genome/matrix.h"

namespace regulon {
namespace {

std::vector<float> RowsOf(const Matrix& matrix) {
  std::vector<float> rows(matrix.rows * matrix.columns);
  Unpack(matrix, rows.data());
  return rows;
}

}  // namespace

WeightLoss MeasureWeightLoss(const Genome& before, const Genome& after) {
  WeightLoss loss;
  double squares = 0, squared_errors = 0;
  const std::vector<int> from = ExpertMatrices(before);
  const std::vector<int> to = ExpertMatrices(after);
  for (size_t m = 0; m < from.size(); ++m) {
    const Matrix matrix = after.MatrixOf(to[m]);
    const std::vector<float> old = RowsOf(before.MatrixOf(from[m]));
    const std::vector<float> now = RowsOf(matrix);
    for (size_t i = 0; i < old.size(); ++i) {
      const double error = std::abs(double{old[i]} - double{now[i]});
      squares += double{old[i]} * double{old[i]};
      squared_errors += error * error;
      if (error == 0) continue;
      const int64_t row = i / matrix.columns, column = i % matrix.columns;
      const double unit =
          matrix.scales == nullptr
              ? std::abs(double{old[i]})
              : double{matrix.scales[row / matrix.scale_rows * matrix.columns +
                                     column]};
      loss.largest = std::max(loss.largest, error / unit);
    }
    loss.weights += static_cast<int64_t>(old.size());
  }
  if (squares > 0) loss.rms = std::sqrt(squared_errors / squares);
  return loss;
}

}  // namespace regulon
