#include "tests/reference/opened_genome.h"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "engine/compile/compile.h"
#include "engine/context/context_message.h"

namespace regulon::reference {
namespace {

void Require(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

template <typename T>
T Require(absl::StatusOr<T> value) {
  Require(value.status());
  return *std::move(value);
}

}  // namespace

proto::GenomeSpec ReadModel(const std::string& name) {
  std::ifstream file(absl::StrCat("models/", name, ".textproto"));
  if (!file) throw std::runtime_error("no model " + name);
  std::stringstream text;
  text << file.rdbuf();
  return ParseSpecText(text.str());
}

proto::GenomeSpec ParseSpecText(absl::string_view text) {
  return Require(ParseSpec(text, "test.textproto"))->spec;
}

proto::Context ContextOf(const std::map<std::string, double>& levels) {
  proto::Context context;
  context.mutable_regulators()->insert(levels.begin(), levels.end());
  return context;
}

std::string WriteSpec(const proto::GenomeSpec& spec, DType dtype) {
  static std::atomic<int> files{0};
  const char* folder = std::getenv("TEST_TMPDIR");
  const std::string path =
      absl::StrCat(folder ? folder : "/tmp", "/", ++files, ".regulon");
  Compiled compiled = Require(Compile(
      spec, Spot("test.textproto", proto::GenomeSpec::descriptor(), nullptr)));
  Require(WriteGenome(
      std::move(compiled.draft),
      [&compiled](int domain) { return compiled.experts[domain]; }, dtype,
      path));
  return path;
}

OpenedGenome::OpenedGenome(const proto::GenomeSpec& spec, CellOptions options)
    : OpenedGenome(WriteSpec(spec), options) {}

OpenedGenome::OpenedGenome(const std::string& path, CellOptions options)
    : genome_(Require(Genome::Open(path))),
      cell_(Require(Cell::Create(*genome_, options))) {}

Context OpenedGenome::Convert(const proto::Context& context) const {
  std::vector<std::string> ignored;
  Context converted = Require(ContextFromProto(*genome_, context, ignored));
  if (!ignored.empty()) throw std::runtime_error(ignored[0]);
  return converted;
}

std::vector<Context> OpenedGenome::Convert(
    const std::vector<proto::Context>& all) const {
  std::vector<Context> converted;
  for (const proto::Context& context : all) {
    converted.push_back(Convert(context));
  }
  return converted;
}

std::vector<Answer> OpenedGenome::Express(
    const std::vector<proto::Context>& all) const {
  return Require(cell_->Express(Convert(all)));
}

Answer OpenedGenome::Express(const proto::Context& context) const {
  return Express(std::vector<proto::Context>{context})[0];
}

}  // namespace regulon::reference
