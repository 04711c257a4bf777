#include "engine/compile/spot.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "engine/genome/vocabulary.h"

namespace regulon {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

// What the message says between the `at`-th and the next double quote.
std::string Quoted(const std::string& message, size_t at) {
  const std::vector<std::string> parts = absl::StrSplit(message, '"');
  return parts.size() > at + 1 ? parts[at] : "";
}

// A word that is not known, and those that are in its place.
struct Misspelling {
  std::string wrong;
  std::vector<std::string> known;
};

// Of the two errors that a misspelling makes:
//   Message type "M" has no field named "F".
//   Unknown enumeration value of "V" for field "F".
Misspelling MisspellingIn(const std::string& message, const Descriptor* root) {
  Misspelling misspelling;
  auto& [wrong, known] = misspelling;
  if (absl::StrContains(message, "has no field named")) {
    const Descriptor* type =
        DescriptorPool::generated_pool()->FindMessageTypeByName(
            Quoted(message, 1));
    wrong = Quoted(message, 3);
    for (int i = 0; type != nullptr && i < type->field_count(); ++i) {
      known.push_back(type->field(i)->name());
    }
  } else if (absl::StrContains(message, "Unknown enumeration value")) {
    wrong = Quoted(message, 1);
    const std::string field = Quoted(message, 3);
    std::vector<const Descriptor*> types;
    for (int i = 0; i < root->file()->message_type_count(); ++i) {
      types.push_back(root->file()->message_type(i));
    }
    types.push_back(proto::Router::descriptor());
    for (const Descriptor* type : types) {
      const FieldDescriptor* found = type->FindFieldByName(field);
      if (found == nullptr || found->enum_type() == nullptr) continue;
      for (int v = 0; v < found->enum_type()->value_count(); ++v) {
        known.push_back(found->enum_type()->value(v)->name());
      }
    }
  }
  return misspelling;
}

class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  FirstError(std::string file, absl::string_view source, const Descriptor* root)
      : file_(std::move(file)), source_(source), root_(root) {}

  void AddError(int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    const auto [wrong, known] = MisspellingIn(message, root_);
    if (!wrong.empty()) MoveBackTo(wrong, line, column);
    // protobuf counts from 0, and -1 is "somewhere".
    text_ = line < 0
                ? absl::StrCat(file_, ": ")
                : absl::StrCat(file_, ":", line + 1, ":", column + 1, ": ");
    absl::StrAppend(&text_, absl::StripSuffix(message, "."),
                    DidYouMean(wrong, known));
  }
  void AddWarning(int, int, const std::string&) override {}

  const std::string& text() const { return text_; }

 private:
  // protobuf notices a wrong word when it is at the next one, which may stand
  // lines below.
  void MoveBackTo(absl::string_view wrong, int& line, int& column) const {
    const std::vector<absl::string_view> lines = absl::StrSplit(source_, '\n');
    for (int i = line; i >= 0 && i < static_cast<int>(lines.size()); --i) {
      const absl::string_view before =
          i == line ? lines[i].substr(0, column) : lines[i];
      const size_t at = before.rfind(wrong);
      if (at == before.npos) continue;
      line = i;
      column = static_cast<int>(at);
      return;
    }
  }

  const std::string file_;
  const absl::string_view source_;
  const Descriptor* root_;
  std::string text_;
};

}  // namespace

Spot Spot::Nested(const char* field, int index) const {
  const FieldDescriptor* descriptor = message_->FindFieldByName(field);
  Spot nested(
      file_, descriptor->message_type(),
      tree_ == nullptr ? nullptr : tree_->GetTreeForNested(descriptor, index));
  nested.parent_ = Place(field, index);
  return nested;
}

std::string Spot::Place(const char* field, int index) const {
  const std::string& elsewhere = parent_.empty() ? file_ : parent_;
  if (tree_ == nullptr) return elsewhere;
  const FieldDescriptor* descriptor = message_->FindFieldByName(field);
  if (descriptor->is_repeated() && index < 0) index = 0;
  TextFormat::ParseLocation location = tree_->GetLocation(descriptor, index);
  // The values of a list in brackets have the place of the first.
  for (int i = index - 1; location.line < 0 && i >= 0; --i) {
    location = tree_->GetLocation(descriptor, i);
  }
  // A field that is missing is missing somewhere in the message.
  for (int i = 0; location.line < 0 && i < message_->field_count(); ++i) {
    location = tree_->GetLocation(message_->field(i),
                                  message_->field(i)->is_repeated() ? 0 : -1);
  }
  if (location.line < 0) return elsewhere;
  return absl::StrCat(file_, ":", location.line + 1, ":", location.column + 1);
}

absl::StatusOr<std::unique_ptr<SpecText>> ParseSpec(absl::string_view text,
                                                    const std::string& file) {
  if (text.size() > (size_t{1} << 30)) {
    return absl::InvalidArgumentError(
        absl::StrCat(file,
                     ": a spec of more than 1 GiB; matrices of that size "
                     "are written by a program, not by hand"));
  }
  auto parsed = std::make_unique<SpecText>();
  parsed->file = file;
  FirstError error(file, text, proto::GenomeSpec::descriptor());
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  parser.WriteLocationsTo(&parsed->tree);
  parser.SetRecursionLimit(100);
  google::protobuf::io::ArrayInputStream stream(text.data(),
                                                static_cast<int>(text.size()));
  if (!parser.Parse(&stream, &parsed->spec)) {
    return absl::InvalidArgumentError(
        error.text().empty() ? absl::StrCat(file, ": this is no GenomeSpec")
                             : error.text());
  }
  return parsed;
}

}  // namespace regulon
