#include "engine/cell/stage_error.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace regulon {

std::string WithNames(absl::string_view message, const proto::Manifest& m) {
  std::string named;
  for (;;) {
    const size_t hash = message.find(" #");
    if (hash == message.npos) break;
    absl::string_view digits = message.substr(hash + 2);
    digits = digits.substr(0, digits.find_first_not_of("0123456789"));
    const absl::string_view before = message.substr(0, hash);
    int number;
    std::string name;
    if (absl::SimpleAtoi(digits, &number)) {
      if (absl::EndsWith(before, "regulator")) {
        name = m.regulators(number).id();
      } else if (absl::EndsWith(before, "element")) {
        name = m.elements(number).id();
      } else if (absl::EndsWith(before, "domain")) {
        name = m.domains(number).id();
      }
    }
    absl::StrAppend(&named, before, " '", name, "'");
    message.remove_prefix(hash + 2 + digits.size());
  }
  return absl::StrCat(named, message);
}

absl::Status Explain(const Genome& genome, absl::string_view where,
                     const absl::Status& status) {
  return absl::Status(
      status.code(),
      absl::StrCat(genome.path(), ": ", where,
                   WithNames(status.message(), genome.manifest()),
                   "; check the levels of the context, and the file with "
                   "'regulon inspect --verify'"));
}

absl::Status FirstError(const Genome& genome,
                        absl::Span<const Context> contexts,
                        absl::Span<const absl::Status> statuses) {
  for (size_t i = 0; i < contexts.size(); ++i) {
    if (statuses[i].ok()) continue;
    return Explain(genome, absl::StrCat("context '", contexts[i].name(), "': "),
                   statuses[i]);
  }
  return absl::OkStatus();
}

}  // namespace regulon
