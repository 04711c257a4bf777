// A place in a spec: a message, and where its text stands. Errors made at a
// spot begin with "file:line:column: ".
#ifndef REGULON_ENGINE_COMPILE_SPOT_H_
#define REGULON_ENGINE_COMPILE_SPOT_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "proto/spec.pb.h"

namespace regulon {

class Spot {
 public:
  // `tree` may be null: a spec that was not read from text.
  Spot(std::string file, const google::protobuf::Descriptor* message,
       const google::protobuf::TextFormat::ParseInfoTree* tree)
      : file_(std::move(file)), message_(message), tree_(tree) {}

  // The message in a field; index -1 for a field that is not repeated.
  Spot Nested(const char* field, int index = -1) const;

  // InvalidArgument at the value of a field; not an overload, which would take
  // a number that a message begins with for the index.
  template <typename... Parts>
  absl::Status ErrorAt(const char* field, int index,
                       const Parts&... parts) const {
    return absl::InvalidArgumentError(
        absl::StrCat(Place(field, index), ": ", parts...));
  }
  template <typename... Parts>
  absl::Status Error(const char* field, const Parts&... parts) const {
    return ErrorAt(field, -1, parts...);
  }
  // The same line without being an error.
  std::string Place(const char* field, int index = -1) const;

 private:
  std::string file_;
  std::string parent_;  // place of the field that this message is in
  const google::protobuf::Descriptor* message_;
  const google::protobuf::TextFormat::ParseInfoTree* tree_;
};

// A spec and where its parts stand. Spots from it live as long as it does.
struct SpecText {
  std::string file;
  proto::GenomeSpec spec;
  google::protobuf::TextFormat::ParseInfoTree tree;

  Spot Root() const {
    return Spot(file, proto::GenomeSpec::descriptor(), &tree);
  }
};

// InvalidArgument with file:line:column and, for an unknown field or
// enumerator, the nearest known one.
absl::StatusOr<std::unique_ptr<SpecText>> ParseSpec(absl::string_view text,
                                                    const std::string& file);

}  // namespace regulon

#endif  // REGULON_ENGINE_COMPILE_SPOT_H_
