#include "engine/cli/chromatin_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/verbs.h"
#include "engine/genome/header.h"
#include "engine/line_reader.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::StatusOr<LineReader> OpenIntervals(const std::string& path) {
  bool is_pipe = false;
  ASSIGN_OR_RETURN(const int descriptor, OpenInput(path, &is_pipe));
  ASSIGN_OR_RETURN(LineReader lines,
                   LineReader::FromDescriptor(descriptor, ShownName(path)));
  if (is_pipe && lines.Ahead().empty()) return NothingWritten(path);
  return lines;
}

struct MarkFile {
  std::string mark, path;
};

absl::StatusOr<std::vector<MarkFile>> ParseMarks(
    const std::vector<std::string>& flags) {
  std::vector<MarkFile> marks;
  for (const std::string& text : flags) {
    const size_t equals = text.find('=');
    if (equals == text.npos || equals == 0 || equals + 1 == text.size()) {
      return UsageError(
          absl::StrCat("--mark ", text,
                       ": write MARK=FILE, as in --mark H3K27ac=peaks.bed"));
    }
    MarkFile file{text.substr(0, equals), text.substr(equals + 1)};
    for (const MarkFile& other : marks) {
      if (other.mark == file.mark) {
        return UsageError(absl::StrCat("--mark gives ", file.mark,
                                       " twice; give it one file"));
      }
    }
    marks.push_back(std::move(file));
  }
  return marks;
}

absl::Status CheckOneInput(const ChromatinFlags& flags,
                           const std::vector<MarkFile>& marks,
                           const std::string& contexts) {
  std::vector<std::string> files = {contexts, flags.accessibility,
                                    flags.contacts};
  for (const MarkFile& file : marks) files.push_back(file.path);
  if (std::count(files.begin(), files.end(), "-") <= 1) return absl::OkStatus();
  return UsageError(
      "the standard input can be one file of a query; give the others a name");
}

std::string Asked(std::string flag, double value) {
  AppendExact(value, &flag);
  return flag;
}

// That the genome has what they act on, and takes them.
absl::Status CheckNumbers(const ChromatinFlags& flags, const Genome& genome) {
  const proto::Manifest& m = genome.manifest();
  Context probe(genome, "");
  if (flags.gain.has_value()) {
    const absl::Status status = probe.SetGain(*flags.gain);
    if (!status.ok()) {
      return UsageError(absl::StrCat("--gain: ", status.message()));
    }
    if (std::none_of(m.elements().begin(), m.elements().end(),
                     [](const proto::Element& element) {
                       return element.kind() == proto::Element::MWC;
                     })) {
      return absl::InvalidArgumentError(
          "--gain acts on mwc elements, and this genome has none");
    }
  }
  if (!flags.temperature.has_value()) return absl::OkStatus();
  const absl::Status status = probe.SetTemperature(*flags.temperature);
  if (!status.ok()) {
    return UsageError(absl::StrCat("--temperature: ", status.message()));
  }
  if (m.routers(0).weighting() == proto::Router::INDEPENDENT) {
    return absl::InvalidArgumentError(
        "--temperature acts on weights of SOFTMAX_TOPK or SIGMOID, which this "
        "genome's router has not");
  }
  return absl::OkStatus();
}

}  // namespace

void AddChromatinFlags(CLI::App& verb, ChromatinFlags& flags) {
  verb.add_option("--accessibility", flags.accessibility,
                  "BED whose column 5 is the accessibility, in nats, of the "
                  "mwc elements under it");
  verb.add_option("--mark", flags.mark,
                  "MARK=BED, its signal at the mwc elements under it: column "
                  "5, or 1 without; may be given often")
      ->allow_extra_args(false);
  verb.add_option("--contacts", flags.contacts,
                  "BEDPE whose score is the contact of the element under one "
                  "anchor with the gene that starts in the other");
  verb.add_option("--gain", flags.gain, "of mwc elements, in every context");
  verb.add_option("--temperature", flags.temperature,
                  "of the weights of open domains, in every context");
}

absl::Status ChromatinSettings::SetIn(Context& context) const {
  if (chromatin != nullptr) chromatin->SetIn(context);
  if (gain) RETURN_IF_ERROR(context.SetGain(*gain));
  if (temperature) RETURN_IF_ERROR(context.SetTemperature(*temperature));
  return absl::OkStatus();
}

absl::StatusOr<ChromatinSettings> ReadChromatin(const ChromatinFlags& flags,
                                                const std::string& contexts,
                                                const Genome& genome) {
  ASSIGN_OR_RETURN(const std::vector<MarkFile> marks, ParseMarks(flags.mark));
  RETURN_IF_ERROR(CheckOneInput(flags, marks, contexts));
  RETURN_IF_ERROR(CheckNumbers(flags, genome));
  ChromatinSettings settings{nullptr, flags.gain, flags.temperature, {}};
  if (flags.gain) settings.asked.push_back(Asked("--gain ", *flags.gain));
  if (flags.temperature) {
    settings.asked.push_back(Asked("--temperature ", *flags.temperature));
  }
  if (flags.accessibility.empty() && flags.contacts.empty() && marks.empty()) {
    return settings;
  }
  auto chromatin = std::make_shared<Chromatin>(genome);
  const auto read = [&settings](const std::string& flag,
                                const std::string& path,
                                auto into) -> absl::Status {
    Sha256OfParts sha256;
    ASSIGN_OR_RETURN(LineReader lines, OpenIntervals(path));
    lines.Watch([&sha256](absl::string_view text) { sha256.Add(text); });
    RETURN_IF_ERROR(into(std::move(lines)));
    const std::string shown = ShownName(path);
    settings.asked.push_back(
        absl::StrCat(flag, shown.substr(shown.rfind('/') + 1), " (sha256 ",
                     Hex(sha256.Finish()), ")"));
    return absl::OkStatus();
  };
  if (!flags.accessibility.empty()) {
    RETURN_IF_ERROR(
        read("--accessibility ", flags.accessibility, [&](LineReader lines) {
          return chromatin->ReadAccessibility(std::move(lines));
        }));
  }
  for (const MarkFile& file : marks) {
    RETURN_IF_ERROR(read(absl::StrCat("--mark ", file.mark, "="), file.path,
                         [&](LineReader lines) {
                           return chromatin->ReadMark(file.mark,
                                                      std::move(lines));
                         }));
  }
  if (!flags.contacts.empty()) {
    RETURN_IF_ERROR(read("--contacts ", flags.contacts, [&](LineReader lines) {
      return chromatin->ReadContacts(std::move(lines));
    }));
  }
  for (const std::string& note : chromatin->notes()) Note(note);
  settings.chromatin = std::move(chromatin);
  return settings;
}

}  // namespace regulon
