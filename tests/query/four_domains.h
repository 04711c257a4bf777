#ifndef REGULON_TESTS_QUERY_FOUR_DOMAINS_H_
#define REGULON_TESTS_QUERY_FOUR_DOMAINS_H_

namespace regulon {

// Three routed domains, each opened by a regulator of its own, and one that is
// open always.
inline constexpr char kFourDomains[] = R"(
    name: "four_domains" unit: "tpm"
    regulator { id: "RA" unit: "activity" }
    regulator { id: "RB" unit: "activity" }
    regulator { id: "RC" unit: "activity" }
    gene { id: "A" amplitude: 6 }
    gene { id: "B1" amplitude: 2 basal: 0.25 }
    gene { id: "B2" amplitude: 0.5 }
    gene { id: "C" }
    gene { id: "D" basal: 2 }
    element { id: "ea" gene: "A"
              threshold { input { name: "RA" weight: 1 } threshold: 0.5 } }
    element { id: "eb" gene: "B1" gene: "B2"
              threshold { input { name: "RB" weight: 1 } threshold: 0.5 } }
    element { id: "ec" gene: "C"
              threshold { input { name: "RC" weight: 1 } threshold: 0.5 } }
    domain { id: "a" gene: "A" threshold: 0.5 }
    domain { id: "b" gene: "B1" gene: "B2" threshold: 0.5 }
    domain { id: "c" gene: "C" threshold: 0.5 }
    domain { id: "d" gene: "D" }
    router { score: ACTIVITY })";

}  // namespace regulon

#endif  // REGULON_TESTS_QUERY_FOUR_DOMAINS_H_
