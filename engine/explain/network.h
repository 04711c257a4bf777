// The network of one context: what a regulator present in it does to a gene,
// and on which way.
#ifndef REGULON_ENGINE_EXPLAIN_NETWORK_H_
#define REGULON_ENGINE_EXPLAIN_NETWORK_H_

namespace regulon {

// Indices are the genome's.
struct NetworkEdge {
  int regulator;
  int gene;
  enum Path { kShared, kExpert, kElement } path;
  int element = -1;  // -1: not of one element
  double occupancy, knock_out, attribution;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_NETWORK_H_
