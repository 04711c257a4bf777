// Models of other programs in, and out again. A format is one row of the table
// in convert.cc and the files that it names.
//
//   ASSIGN_OR_RETURN(const Imported model, ReadModel({{"x.bnet", text}}));
//   ASSIGN_OR_RETURN(const auto warnings,
//                    WriteGenomeOf(model, sources, "x.regulon"));
#ifndef REGULON_ENGINE_CONVERT_CONVERT_H_
#define REGULON_ENGINE_CONVERT_CONVERT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/convert/rule_model.h"
#include "engine/convert/source.h"

namespace regulon {

struct ModelFormat {
  std::vector<std::string> extensions;  // ".sbml"
  std::string title;
  // Of a file that may come with it, as settings; "": it always comes alone.
  std::string beside;
  // Null where the format is only written, or only read. A reader is given the
  // model and then what is beside it.
  absl::StatusOr<Imported> (*read)(absl::Span<const SourceText>) = nullptr;
  absl::StatusOr<std::string> (*write)(const RuleModel&) = nullptr;
};

const std::vector<ModelFormat>& ModelFormats();

// ".bnet" of "x/T.helper.bnet", in small letters; "" if there is none.
std::string ExtensionOf(const std::string& path);
// The format of a file by its extension, or null.
const ModelFormat* FormatOf(const std::string& path);

// InvalidArgument for files that are no model together or of no known format.
absl::StatusOr<Imported> ReadModel(absl::Span<const SourceText> sources);

// Compiles it and writes the file, which remembers the sources by their names
// and hashes; returns the compiler's warnings. `known_as` is what errors call
// the model.
absl::StatusOr<std::vector<std::string>> WriteGenomeOf(
    const Imported& model, absl::Span<const SourceText> sources,
    const std::string& known_as, const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_CONVERT_H_
