// The fields of a config.json, each read once and with its limits.
#ifndef REGULON_ENGINE_CONVERT_CHECKPOINT_CONFIG_FIELDS_H_
#define REGULON_ENGINE_CONVERT_CHECKPOINT_CONFIG_FIELDS_H_

#include <google/protobuf/struct.pb.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace regulon {

// Keeps the first error; what is read after one has no meaning. Fields whose
// value is null are as if they were missing.
class ConfigFields {
 public:
  // Messages call it `name`. `object` must outlive this.
  ConfigFields(const google::protobuf::Struct& object, std::string name)
      : object_(object), name_(std::move(name)) {}

  // A whole number from 1 to `most`. The second form: or nothing.
  int64_t Size(const char* field, int64_t most);
  absl::optional<int64_t> OptionalSize(const char* field, int64_t most);
  // Above 0 and below `end`; `otherwise` where it is missing.
  double Number(const char* field, double end, double otherwise);
  bool Flag(const char* field, bool otherwise);
  std::string Text(const char* field, absl::string_view otherwise);
  // Strings only.
  std::vector<std::string> Texts(const char* field);
  // Whether it is there and null.
  bool IsNull(const char* field) const;
  // Null where the field is missing.
  const google::protobuf::Value* Find(const char* field);

  // An error where `holds` is not true: "NAME: 'FIELD' WHAT".
  template <typename... Parts>
  void Require(bool holds, const char* field, const Parts&... what) {
    if (holds || !status_.ok()) return;
    status_ = absl::InvalidArgumentError(
        absl::StrCat(name_, ": '", field, "' ", what...));
  }

  const absl::Status& status() const { return status_; }
  // Those that nobody has asked for, sorted.
  std::vector<std::string> Unread() const;

 private:
  const google::protobuf::Struct& object_;
  const std::string name_;
  std::set<std::string> read_;
  absl::Status status_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_CHECKPOINT_CONFIG_FIELDS_H_
