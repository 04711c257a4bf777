#include "engine/convert/convert.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/compile/compile.h"
#include "engine/convert/bnet.h"
#include "engine/convert/maboss.h"
#include "engine/convert/sbml_qual.h"
#include "engine/genome/header.h"
#include "engine/status.h"

namespace regulon {

const std::vector<ModelFormat>& ModelFormats() {
  static const auto* const formats = new std::vector<ModelFormat>{
      {{".bnet"}, "rules of BoolNet and pyboolnet", "", ReadBnet, WriteBnet},
      {{".sbml", ".xml"}, "SBML-qual", "", ReadSbmlQual, WriteSbmlQual},
      {{".bnd"}, "MaBoSS", ".cfg", ReadMaboss, nullptr},
  };
  return *formats;
}

std::string ExtensionOf(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  const size_t dot = name.rfind('.');
  return dot == name.npos ? "" : absl::AsciiStrToLower(name.substr(dot));
}

const ModelFormat* FormatOf(const std::string& path) {
  const std::string extension = ExtensionOf(path);
  for (const ModelFormat& format : ModelFormats()) {
    if (std::find(format.extensions.begin(), format.extensions.end(),
                  extension) != format.extensions.end()) {
      return &format;
    }
  }
  return nullptr;
}

absl::StatusOr<Imported> ReadModel(absl::Span<const SourceText> sources) {
  const ModelFormat* format =
      sources.empty() ? nullptr : FormatOf(sources[0].path);
  if (format == nullptr || format->read == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(sources.empty() ? "" : sources[0].path,
                     ": a model of no known format"));
  }
  if (absl::StripAsciiWhitespace(sources[0].text).empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(sources[0].path, ": the file is empty"));
  }
  for (const SourceText& other : sources.subspan(1)) {
    if (format->beside.empty() || ExtensionOf(other.path) != format->beside) {
      return absl::InvalidArgumentError(absl::StrCat(
          other.path, ": does not belong to ", sources[0].path,
          format->beside.empty()
              ? ", which is a model of one file"
              : absl::StrCat(", which may come with a ", format->beside)));
    }
  }
  return format->read(sources);
}

absl::StatusOr<std::vector<std::string>> WriteGenomeOf(
    const Imported& model, absl::Span<const SourceText> sources,
    const std::string& known_as, const std::string& path) {
  ASSIGN_OR_RETURN(
      Compiled compiled,
      Compile(model.spec,
              Spot(known_as, proto::GenomeSpec::descriptor(), nullptr)));
  proto::Provenance& provenance = *compiled.draft.manifest.mutable_provenance();
  provenance.set_made_by("regulon convert");
  for (const SourceText& source : sources) {
    proto::Provenance::Source& out = *provenance.add_sources();
    out.set_name(source.path.substr(source.path.rfind('/') + 1));
    out.set_sha256(Hex(Sha256(source.text)));
  }
  if (!sources.empty()) {
    provenance.mutable_sources(0)->set_note(model.comments);
  }
  RETURN_IF_ERROR(WriteGenome(
      std::move(compiled.draft),
      [&compiled](int domain) { return compiled.experts[domain]; }, DType::kF32,
      path));
  return compiled.warnings;
}

}  // namespace regulon
