// The part of Hdf5Node that reads texts, of every type that stores them.
#include <hdf5.h>

#include <charconv>
#include <cstring>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/expression/hdf5_node.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kMostBytes = size_t{1} << 30;  // of texts of fixed length

// The type of records in memory that have only this field; `type` itself for
// no field.
Hdf5Id InRecord(int64_t type, const char* field) {
  if (field == nullptr) return Hdf5Id(H5Tcopy(type));
  Hdf5Id record(H5Tcreate(H5T_COMPOUND, H5Tget_size(type)));
  if (record.ok() && H5Tinsert(record.get(), field, 0, type) < 0) return {};
  return record;
}

std::string TextOf(double value) {
  char text[40];
  return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

std::string FixedText(const char* bytes, size_t size, H5T_str_t padding) {
  std::string text(bytes, strnlen(bytes, size));
  if (padding == H5T_STR_SPACEPAD) {
    text.erase(text.find_last_not_of(' ') + 1);  // npos + 1 is 0
  }
  return text;
}

// The names of an enumeration's members.
std::map<int64_t, std::string> MembersOf(int64_t type) {
  std::map<int64_t, std::string> names;
  const Hdf5Id base(H5Tget_super(type));
  const int count = H5Tget_nmembers(type);
  for (int i = 0; i < count && base.ok() && H5Tget_size(base.get()) <= 8; ++i) {
    int64_t value = 0;
    char* name = H5Tget_member_name(type, i);
    if (name == nullptr) continue;
    if (H5Tget_member_value(type, i, &value) >= 0 &&
        H5Tconvert(base.get(), H5T_NATIVE_INT64, 1, &value, nullptr,
                   H5P_DEFAULT) >= 0) {
      names.emplace(value, name);
    }
    H5free_memory(name);
  }
  return names;
}

}  // namespace

absl::StatusOr<std::string> Hdf5Node::TextAttribute(const char* name) const {
  const Hdf5Id attribute(H5Aopen(id_.get(), name, H5P_DEFAULT));
  const Hdf5Id type(attribute.ok() ? H5Aget_type(attribute.get()) : -1);
  const Hdf5Id space(attribute.ok() ? H5Aget_space(attribute.get()) : -1);
  const auto failed = [&] {
    return Unreadable(absl::StrCat("no text in attribute '", name, "'"));
  };
  if (!space.ok() || !type.ok() || H5Tget_class(type.get()) != H5T_STRING ||
      H5Sget_simple_extent_npoints(space.get()) != 1) {
    return failed();
  }
  if (H5Tis_variable_str(type.get()) > 0) {
    char* text = nullptr;
    if (H5Aread(attribute.get(), type.get(), &text) < 0) return failed();
    std::string copy = text == nullptr ? "" : text;
    H5free_memory(text);
    return copy;
  }
  const size_t size = H5Tget_size(type.get());
  if (size == 0 || size > 1 << 16) return failed();
  std::vector<char> bytes(size);
  if (H5Aread(attribute.get(), type.get(), bytes.data()) < 0) return failed();
  return FixedText(bytes.data(), size, H5Tget_strpad(type.get()));
}

absl::StatusOr<std::vector<std::string>> Hdf5Node::Strings(
    int64_t type, const char* field) const {
  ASSIGN_OR_RETURN(const int64_t length, Length());
  const Hdf5Id record = InRecord(type, field);
  std::vector<std::string> texts(length);
  if (length == 0) return texts;
  if (H5Tis_variable_str(type) > 0) {
    std::vector<char*> pointers(length);
    const absl::Status read =
        ReadPart(0, length, record.get(), length, pointers.data());
    for (int64_t i = 0; read.ok() && i < length; ++i) {
      if (pointers[i] != nullptr) texts[i] = pointers[i];
    }
    const hsize_t points = length;
    const Hdf5Id space(H5Screate_simple(1, &points, nullptr));
    H5Dvlen_reclaim(record.get(), space.get(), H5P_DEFAULT, pointers.data());
    RETURN_IF_ERROR(read);
    return texts;
  }
  const size_t size = H5Tget_size(type);
  if (size == 0 || size > kMostBytes / length) {
    return Unreadable("texts above 1 GiB");
  }
  std::vector<char> bytes(size * length);
  RETURN_IF_ERROR(ReadPart(0, length, record.get(), length, bytes.data()));
  for (int64_t i = 0; i < length; ++i) {
    texts[i] = FixedText(&bytes[i * size], size, H5Tget_strpad(type));
  }
  return texts;
}

absl::StatusOr<std::vector<std::string>> Hdf5Node::TextsOf(
    int64_t type, const char* field) const {
  const H5T_class_t kind = H5Tget_class(type);
  if (kind == H5T_STRING) return Strings(type, field);
  ASSIGN_OR_RETURN(const int64_t length, Length());
  std::vector<std::string> texts;
  texts.reserve(length);
  if (kind == H5T_FLOAT) {
    std::vector<double> values(length);
    const Hdf5Id record = InRecord(H5T_NATIVE_DOUBLE, field);
    RETURN_IF_ERROR(ReadPart(0, length, record.get(), length, values.data()));
    for (const double value : values) texts.push_back(TextOf(value));
    return texts;
  }
  if (kind != H5T_INTEGER && kind != H5T_ENUM) {
    return absl::InvalidArgumentError(
        absl::StrCat(place_, ": neither texts nor numbers"));
  }
  std::vector<int64_t> values(length);
  const Hdf5Id record = InRecord(H5T_NATIVE_INT64, field);
  RETURN_IF_ERROR(ReadPart(0, length, record.get(), length, values.data()));
  const std::map<int64_t, std::string> names =
      kind == H5T_ENUM ? MembersOf(type) : std::map<int64_t, std::string>();
  for (const int64_t value : values) {
    const auto name = names.find(value);
    texts.push_back(name == names.end() ? absl::StrCat(value) : name->second);
  }
  return texts;
}

absl::StatusOr<std::vector<std::string>> Hdf5Node::Texts() const {
  const Hdf5Id type(H5Dget_type(id_.get()));
  if (!is_dataset() || !type.ok()) return Unreadable("no dataset");
  return TextsOf(type.get(), nullptr);
}

bool Hdf5Node::is_records() const {
  const Hdf5Id type(is_dataset() ? H5Dget_type(id_.get()) : -1);
  return type.ok() && H5Tget_class(type.get()) == H5T_COMPOUND;
}

std::vector<std::string> Hdf5Node::FieldNames() const {
  std::vector<std::string> names;
  if (!is_records()) return names;
  const Hdf5Id type(H5Dget_type(id_.get()));
  const int count = H5Tget_nmembers(type.get());
  for (int i = 0; i < count; ++i) {
    char* name = H5Tget_member_name(type.get(), i);
    if (name == nullptr) continue;
    names.push_back(name);
    H5free_memory(name);
  }
  return names;
}

absl::StatusOr<std::vector<std::string>> Hdf5Node::FieldTexts(
    const std::string& field) const {
  if (!is_records()) return Unreadable("no records");
  const Hdf5Id type(H5Dget_type(id_.get()));
  const int index = H5Tget_member_index(type.get(), field.c_str());
  if (index < 0) {
    return absl::NotFoundError(
        absl::StrCat(place_, ": no field is called '", field, "'"));
  }
  const Hdf5Id member(H5Tget_member_type(type.get(), index));
  if (!member.ok()) return Unreadable("a field without a type");
  return TextsOf(member.get(), field.c_str());
}

}  // namespace regulon
