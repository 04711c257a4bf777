// Rotary positions (Su et al. 2021, arXiv 2104.09864), with the halves of a
// head paired as Llama and Mixtral checkpoints have them: of a head of width w,
// the columns i and i + w / 2 turn together by the angle position / base^(2 i /
// w).
//
//   x_i         <- x_i cos - x_{i + w/2} sin
//   x_{i + w/2} <- x_{i + w/2} cos + x_i sin
//
// The product of a query and a key that are both turned depends on the distance
// of their positions only.
#ifndef REGULON_ENGINE_ATTENTION_ROTARY_H_
#define REGULON_ENGINE_ATTENTION_ROTARY_H_

#include <cstdint>
#include <vector>

namespace regulon {

// Thread-safe once made.
class Rotary {
 public:
  // head_width even; positions 0 .. positions - 1 will be asked for.
  Rotary(int head_width, double base, int64_t positions);

  // Turns the row of `heads` heads beside each other that stands there.
  void Turn(int64_t position, int heads, float* row) const;

 private:
  struct Angle {
    double cosine, sine;
  };

  int half_;
  // Of positions 0 .. kStep - 1, and of the multiples of kStep: [., half].
  // Together they make every position's angle, to a few roundings of a double.
  std::vector<Angle> near_, far_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTENTION_ROTARY_H_
