// The rule of a variable as text, from the network that decides: not what the
// genome's author wrote, but what its tensors say.
#ifndef REGULON_ENGINE_LOGIC_RULE_TEXT_H_
#define REGULON_ENGINE_LOGIC_RULE_TEXT_H_

#include <string>

#include "engine/logic/network.h"

namespace regulon {

// "(GATA1 | GATA2) & !PU1"; "at least 2 of (A, B, C)" or, with other weights,
// "(2 A + B - C >= 2)" where it is neither; its own name if it is an input.
// Parts longer than some 200 characters are cut to "...".
std::string RuleText(const Network& network, int variable);

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_RULE_TEXT_H_
