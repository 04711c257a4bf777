#include "engine/convert/checkpoint/config_fields.h"

#include <algorithm>

namespace regulon {

using google::protobuf::Value;

const Value* ConfigFields::Find(const char* field) {
  read_.insert(field);
  const auto found = object_.fields().find(field);
  return found == object_.fields().end() ||
                 found->second.kind_case() == Value::kNullValue
             ? nullptr
             : &found->second;
}

bool ConfigFields::IsNull(const char* field) const {
  const auto found = object_.fields().find(field);
  return found != object_.fields().end() &&
         found->second.kind_case() == Value::kNullValue;
}

absl::optional<int64_t> ConfigFields::OptionalSize(const char* field,
                                                   int64_t most) {
  const Value* value = Find(field);
  if (value == nullptr) return absl::nullopt;
  const double number = value->number_value();
  const bool fits = value->kind_case() == Value::kNumberValue && number >= 1 &&
                    number <= static_cast<double>(most) &&
                    number == static_cast<double>(static_cast<int64_t>(number));
  Require(fits, field, "must be a whole number from 1 to ", most);
  return fits ? static_cast<int64_t>(number) : 1;
}

int64_t ConfigFields::Size(const char* field, int64_t most) {
  const absl::optional<int64_t> size = OptionalSize(field, most);
  Require(size.has_value(), field, "is missing: a whole number from 1 to ",
          most);
  return size.value_or(1);
}

double ConfigFields::Number(const char* field, double end, double otherwise) {
  const Value* value = Find(field);
  if (value == nullptr) return otherwise;
  const double number = value->number_value();
  Require(
      value->kind_case() == Value::kNumberValue && number > 0 && number < end,
      field, "must be a number above 0 and below ", end);
  return number;
}

bool ConfigFields::Flag(const char* field, bool otherwise) {
  const Value* value = Find(field);
  if (value == nullptr) return otherwise;
  Require(value->kind_case() == Value::kBoolValue, field,
          "must be true or false");
  return value->bool_value();
}

std::string ConfigFields::Text(const char* field, absl::string_view otherwise) {
  const Value* value = Find(field);
  if (value == nullptr) return std::string(otherwise);
  Require(value->kind_case() == Value::kStringValue, field,
          "must be text between quotes");
  return value->string_value();
}

std::vector<std::string> ConfigFields::Texts(const char* field) {
  std::vector<std::string> texts;
  const Value* list = Find(field);
  if (list == nullptr) return texts;
  bool strings = list->kind_case() == Value::kListValue;
  for (const Value& value : list->list_value().values()) {
    strings &= value.kind_case() == Value::kStringValue;
    texts.push_back(value.string_value());
  }
  Require(strings, field, "must be a list of names");
  return texts;
}

std::vector<std::string> ConfigFields::Unread() const {
  std::vector<std::string> unread;
  for (const auto& [name, value] : object_.fields()) {
    if (read_.find(name) == read_.end()) unread.push_back(name);
  }
  std::sort(unread.begin(), unread.end());
  return unread;
}

}  // namespace regulon
