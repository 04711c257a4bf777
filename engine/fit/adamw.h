// AdamW: Adam whose weight decay is no part of the gradient (Loshchilov &
// Hutter 2019, arXiv 1711.05101, algorithm 2), for one matrix of parameters.
#ifndef REGULON_ENGINE_FIT_ADAMW_H_
#define REGULON_ENGINE_FIT_ADAMW_H_

#include <Eigen/Core>
#include <cmath>

namespace regulon {

// Matrix: an Eigen matrix or array of floats or doubles.
template <typename Matrix>
class AdamW {
 public:
  using Scalar = typename Matrix::Scalar;

  AdamW(Eigen::Index rows, Eigen::Index columns)
      : mean_(Matrix::Zero(rows, columns)),
        square_(Matrix::Zero(rows, columns)) {}

  // Each parameter goes `rate` times its corrected mean gradient over its root
  // mean square one, and `rate * decay` of itself towards 0.
  void Step(const Matrix& gradient, double rate, double decay,
            Matrix& parameters) {
    ++steps_;
    const auto& g = gradient.array();  // a reference or a view
    mean_.array() = Scalar(kMean) * mean_.array() + Scalar(1 - kMean) * g;
    square_.array() =
        Scalar(kSquare) * square_.array() + Scalar(1 - kSquare) * g * g;
    const Scalar step = Scalar(rate / (1 - std::pow(kMean, steps_)));
    const Scalar scale = Scalar(1 / (1 - std::pow(kSquare, steps_)));
    parameters.array() =
        Scalar(1 - rate * decay) * parameters.array() -
        step * mean_.array() /
            ((scale * square_.array()).sqrt() + Scalar(kSmall));
  }

 private:
  static constexpr double kMean = 0.9, kSquare = 0.999, kSmall = 1e-8;

  Matrix mean_, square_;  // running means of the gradient and of its square
  int steps_ = 0;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_ADAMW_H_
