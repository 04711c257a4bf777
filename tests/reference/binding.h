// Bind, in float64: elements of all kinds, in whatever order they read each
// other.
#ifndef REGULON_TESTS_REFERENCE_BINDING_H_
#define REGULON_TESTS_REFERENCE_BINDING_H_

#include <map>
#include <string>

#include "proto/context.pb.h"
#include "proto/spec.pb.h"
#include "tests/reference/levels.h"

namespace regulon::reference {

struct Bound {
  std::map<std::string, double> logit;     // of mwc elements, nats
  std::map<std::string, double> activity;  // of all; "GENE.rule" of rules
  double margin = 0;                       // as Result.margin
};

Bound Bind(const proto::GenomeSpec& spec, const proto::Context& context,
           const Levels& levels);

// The domain whose score an element sets, as an index of DomainSpecs; -1: none.
int ScoredDomain(const proto::GenomeSpec& spec,
                 const proto::ElementSpec& element);
// The domain of a gene; spec.domain_size() is the implied one.
int DomainOf(const proto::GenomeSpec& spec, const std::string& gene);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_REFERENCE_BINDING_H_
