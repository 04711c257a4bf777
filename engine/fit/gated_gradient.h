// The squared error of one gated expert and its gradient, for some samples:
//
//   P = F + (SiLU(H W_gate) * (H W_up)) W_down       SiLU(a) = a sigmoid(a)
//   loss = 1/2 sum_i |o_i P_i - Y_i|^2
//
// H [rows, inputs], F and Y [rows, genes]; o_i how far the domain is open to
// sample i. The expert is that of engine/transcription/expert.h (Shazeer 2020,
// arXiv 2002.05202). F without rows stands for zeros.
#ifndef REGULON_ENGINE_FIT_GATED_GRADIENT_H_
#define REGULON_ENGINE_FIT_GATED_GRADIENT_H_

#include <Eigen/Core>

namespace regulon {

template <typename Scalar>
using Rows =
    Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <typename Scalar>
struct GatedWeights {
  Rows<Scalar> gate, up;  // [inputs, hidden]
  Rows<Scalar> down;      // [hidden, genes]
};

template <typename Scalar>
struct GatedSlice {
  Rows<Scalar> h, fitted, target;
  Eigen::Array<Scalar, Eigen::Dynamic, 1> open;  // [rows]
};

// (SiLU(H W_gate) * (H W_up)) W_down: [rows, genes].
template <typename Scalar>
Rows<Scalar> GatedOutput(const GatedWeights<Scalar>& w, const Rows<Scalar>& h) {
  const Rows<Scalar> a = h * w.gate, u = h * w.up;
  const Rows<Scalar> z = a.array() / (1 + (-a.array()).exp()) * u.array();
  return z * w.down;
}

template <typename Scalar>
class GatedGradient {
 public:
  // Returns the loss. The buffers are kept from call to call.
  Scalar Run(const GatedWeights<Scalar>& w, const GatedSlice<Scalar>& slice) {
    a_.noalias() = slice.h * w.gate;
    u_.noalias() = slice.h * w.up;
    sigmoid_ = 1 / (1 + (-a_.array()).exp());
    z_ = a_.array() * sigmoid_.array() * u_.array();
    output_.noalias() = z_ * w.down;
    if (slice.fitted.rows() > 0) output_ += slice.fitted;
    error_ = (output_.array().colwise() * slice.open).matrix() - slice.target;
    open_ = (error_.array() * output_.array()).rowwise().sum();
    const Scalar loss = error_.squaredNorm() / 2;
    error_.array().colwise() *= slice.open;
    weights_.down.noalias() = z_.transpose() * error_;
    z_.noalias() = error_ * w.down.transpose();
    u_.array() *= z_.array() * sigmoid_.array() *
                  (1 + a_.array() * (1 - sigmoid_.array()));
    z_.array() *= a_.array() * sigmoid_.array();
    weights_.gate.noalias() = slice.h.transpose() * u_;
    weights_.up.noalias() = slice.h.transpose() * z_;
    return loss;
  }

  // Of the last call.
  GatedWeights<Scalar>& weights() { return weights_; }
  const Eigen::Array<Scalar, Eigen::Dynamic, 1>& open() const { return open_; }

 private:
  Rows<Scalar> a_, u_, sigmoid_, z_, output_, error_;
  GatedWeights<Scalar> weights_;
  Eigen::Array<Scalar, Eigen::Dynamic, 1> open_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_GATED_GRADIENT_H_
