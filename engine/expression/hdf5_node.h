// Groups and datasets of an HDF5 file, read with every size checked first.
//
// HDF5's serial library is not thread-safe: whoever opens a file holds
// Hdf5Lock() until the last node of it is gone.
#ifndef REGULON_ENGINE_EXPRESSION_HDF5_NODE_H_
#define REGULON_ENGINE_EXPRESSION_HDF5_NODE_H_

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace regulon {

std::unique_lock<std::mutex> Hdf5Lock();

// Owns one of the library's identifiers.
class Hdf5Id {
 public:
  Hdf5Id() = default;
  explicit Hdf5Id(int64_t id) : id_(id) {}
  Hdf5Id(Hdf5Id&& other) noexcept;
  Hdf5Id& operator=(Hdf5Id&& other) noexcept;
  ~Hdf5Id();
  bool ok() const { return id_ >= 0; }
  int64_t get() const { return id_; }

 private:
  int64_t id_ = -1;
};

// A group or a dataset. Errors begin with "FILE: /PATH/IN/IT: ".
class Hdf5Node {
 public:
  // The root. Filters are HDF5's own, LZF and installed plug-ins. No other file
  // is read: soft and external links, external storage and virtual datasets are
  // errors.
  static absl::StatusOr<Hdf5Node> OpenFile(const std::string& path);

  // `name` may be a path: "matrix/features".
  bool Has(absl::string_view name) const;
  absl::StatusOr<Hdf5Node> Child(absl::string_view name) const;
  bool is_dataset() const;
  // Names of what is in a group, in the order of the alphabet.
  std::vector<std::string> Members() const;

  bool HasAttribute(const char* name) const;
  absl::StatusOr<std::string> TextAttribute(const char* name) const;
  absl::StatusOr<std::vector<int64_t>> IntegersAttribute(
      const char* name) const;

  // Of a dataset: its extents; none for a scalar or for one without data.
  absl::StatusOr<std::vector<int64_t>> Shape() const;
  // All of a dataset of one dimension. Integers of any width.
  absl::StatusOr<std::vector<int64_t>> Integers() const;
  // Texts as they stand; numbers in their shortest form; members of an
  // enumeration by name.
  absl::StatusOr<std::vector<std::string>> Texts() const;
  // Of a dataset of records.
  bool is_records() const;
  std::vector<std::string> FieldNames() const;
  absl::StatusOr<std::vector<std::string>> FieldTexts(
      const std::string& field) const;
  // Part of a dataset of numbers of any width: `count` items of its first
  // dimension and all of the others.
  absl::Status ReadFloats(int64_t first, int64_t count,
                          absl::Span<float> into) const;
  absl::Status ReadIntegers(int64_t first, int64_t count,
                            absl::Span<int64_t> into) const;

  // "FILE: /PATH", for messages.
  const std::string& place() const { return place_; }

 private:
  Hdf5Node(Hdf5Id id, std::string place)
      : id_(std::move(id)), place_(std::move(place)) {}

  // The error of the library's last call.
  absl::Status Unreadable(absl::string_view what) const;
  absl::Status CheckStorage() const;
  // The only dimension of a dataset, at most kMostItems.
  absl::StatusOr<int64_t> Length() const;
  // `items` of the memory type, `count` of the first dimension and all others.
  absl::Status ReadPart(int64_t first, int64_t count, int64_t type,
                        int64_t items, void* into) const;
  // Of a dataset, or of a field of its records, whose type is `type`.
  absl::StatusOr<std::vector<std::string>> TextsOf(int64_t type,
                                                   const char* field) const;
  absl::StatusOr<std::vector<std::string>> Strings(int64_t type,
                                                   const char* field) const;

  Hdf5Id id_;
  std::string place_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_HDF5_NODE_H_
