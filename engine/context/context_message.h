// Contexts as messages, of text and JSON.
#ifndef REGULON_ENGINE_CONTEXT_CONTEXT_MESSAGE_H_
#define REGULON_ENGINE_CONTEXT_CONTEXT_MESSAGE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"
#include "proto/context.pb.h"

namespace regulon {

// A context from its message. Regulators that the genome does not know or finds
// ambiguous are left out, with a line each in `ignored`; anything else that is
// wrong is an error.
absl::StatusOr<Context> ContextFromProto(const Genome& genome,
                                         const proto::Context& message,
                                         std::vector<std::string>& ignored);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTEXT_CONTEXT_MESSAGE_H_
