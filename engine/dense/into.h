// What a product does with what is there.
#ifndef REGULON_ENGINE_DENSE_INTO_H_
#define REGULON_ENGINE_DENSE_INTO_H_

namespace regulon {

enum class Into {
  kStore,  // y = x W
  kAdd,    // y += x W
};

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_INTO_H_
