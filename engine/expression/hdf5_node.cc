#include "engine/expression/hdf5_node.h"

#include <hdf5.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/expression/lzf_filter.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Items of one dimension that are read whole: names, codes, ends of rows.
constexpr int64_t kMostItems = int64_t{1} << 24;
constexpr uint64_t kLargestChunk = uint64_t{1} << 30;  // bytes, unpacked

// The innermost of the library's messages.
herr_t KeepFirst(unsigned, const H5E_error2_t* error, void* text) {
  auto& kept = *static_cast<std::string*>(text);
  if (kept.empty() && error->desc != nullptr) kept = error->desc;
  return 0;
}

bool IsNumber(H5T_class_t kind) {
  return kind == H5T_INTEGER || kind == H5T_FLOAT || kind == H5T_ENUM;
}

}  // namespace

std::unique_lock<std::mutex> Hdf5Lock() {
  static std::mutex mutex;
  return std::unique_lock<std::mutex>(mutex);
}

Hdf5Id::Hdf5Id(Hdf5Id&& other) noexcept : id_(std::exchange(other.id_, -1)) {}

Hdf5Id& Hdf5Id::operator=(Hdf5Id&& other) noexcept {
  std::swap(id_, other.id_);
  return *this;
}

Hdf5Id::~Hdf5Id() {
  if (ok()) H5Idec_ref(id_);
}

absl::Status Hdf5Node::Unreadable(absl::string_view what) const {
  std::string why;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, &KeepFirst, &why);
  return absl::DataLossError(absl::StrCat(
      place_, ": ", what, why.empty() ? "" : absl::StrCat(" (HDF5: ", why, ")"),
      "; is the file whole?"));
}

absl::StatusOr<Hdf5Node> Hdf5Node::OpenFile(const std::string& path) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  Hdf5Node root({}, path);
  if (!RegisterLzfFilter()) return root.Unreadable("no filter LZF");
  const Hdf5Id access(H5Pcreate(H5P_FILE_ACCESS));
  // A file system without locks is no reason not to read.
  H5Pset_file_locking(access.get(), false, true);
  const Hdf5Id file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()));
  if (!file.ok()) return root.Unreadable("cannot be opened as HDF5");
  root.id_ = Hdf5Id(H5Gopen2(file.get(), "/", H5P_DEFAULT));
  if (!root.id_.ok()) return root.Unreadable("has no root");
  root.place_ += ": ";
  return root;
}

bool Hdf5Node::Has(absl::string_view name) const {
  return !absl::IsNotFound(Child(name).status());
}

absl::StatusOr<Hdf5Node> Hdf5Node::Child(absl::string_view name) const {
  Hdf5Node node({}, place_);
  const Hdf5Node* parent = this;
  for (const std::string& part :
       std::vector<std::string>(absl::StrSplit(name, '/'))) {
    const hid_t in = parent->id_.get();
    Hdf5Node child({}, absl::StrCat(parent->place_, "/", part));
    if (part.empty() || parent->is_dataset() ||
        H5Lexists(in, part.c_str(), H5P_DEFAULT) <= 0) {
      return absl::NotFoundError(absl::StrCat(child.place_, " is not there"));
    }
    H5L_info_t link;
    if (H5Lget_info(in, part.c_str(), &link, H5P_DEFAULT) < 0) {
      return child.Unreadable("a link that cannot be read");
    }
    if (link.type != H5L_TYPE_HARD) {
      return absl::InvalidArgumentError(absl::StrCat(
          child.place_,
          ": a link to elsewhere, which is not followed; copy what it names "
          "into the file"));
    }
    child.id_ = Hdf5Id(H5Oopen(in, part.c_str(), H5P_DEFAULT));
    if (!child.id_.ok()) return child.Unreadable("cannot be opened");
    if (child.is_dataset()) RETURN_IF_ERROR(child.CheckStorage());
    node = std::move(child);
    parent = &node;
  }
  return node;
}

bool Hdf5Node::is_dataset() const {
  return H5Iget_type(id_.get()) == H5I_DATASET;
}

absl::Status Hdf5Node::CheckStorage() const {
  const Hdf5Id creation(H5Dget_create_plist(id_.get()));
  const Hdf5Id type(H5Dget_type(id_.get()));
  if (!creation.ok() || !type.ok()) return Unreadable("no dataset");
  const H5D_layout_t layout = H5Pget_layout(creation.get());
  if (layout == H5D_VIRTUAL || H5Pget_external_count(creation.get()) != 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        place_, ": its data are in another file; copy them into this one"));
  }
  if (layout != H5D_CHUNKED) return absl::OkStatus();
  hsize_t chunk[H5S_MAX_RANK];
  const int rank = H5Pget_chunk(creation.get(), H5S_MAX_RANK, chunk);
  uint64_t bytes = std::max<size_t>(1, H5Tget_size(type.get()));
  for (int i = 0; i < rank; ++i) {
    if (chunk[i] == 0 || bytes > kLargestChunk / chunk[i]) {
      return absl::InvalidArgumentError(absl::StrCat(
          place_, ": in chunks above 1 GiB; write it in smaller ones"));
    }
    bytes *= chunk[i];
  }
  return rank < 0 ? Unreadable("no chunks") : absl::OkStatus();
}

std::vector<std::string> Hdf5Node::Members() const {
  std::vector<std::string> names;
  const auto add = [](hid_t, const char* name, const H5L_info_t*,
                      void* into) -> herr_t {
    static_cast<std::vector<std::string>*>(into)->push_back(name);
    return 0;
  };
  if (!is_dataset()) {
    H5Literate(id_.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, +add, &names);
  }
  return names;
}

bool Hdf5Node::HasAttribute(const char* name) const {
  return H5Aexists(id_.get(), name) > 0;
}

absl::StatusOr<std::vector<int64_t>> Hdf5Node::IntegersAttribute(
    const char* name) const {
  const Hdf5Id attribute(H5Aopen(id_.get(), name, H5P_DEFAULT));
  const Hdf5Id type(attribute.ok() ? H5Aget_type(attribute.get()) : -1);
  const Hdf5Id space(attribute.ok() ? H5Aget_space(attribute.get()) : -1);
  if (!space.ok() || !type.ok() || H5Tget_class(type.get()) != H5T_INTEGER) {
    return Unreadable(absl::StrCat("no integers in attribute '", name, "'"));
  }
  const int64_t count = H5Sget_simple_extent_npoints(space.get());
  std::vector<int64_t> values(std::clamp<int64_t>(count, 0, 64));
  if (count < 0 || count > 64 ||
      H5Aread(attribute.get(), H5T_NATIVE_INT64, values.data()) < 0) {
    return Unreadable(absl::StrCat("attribute '", name, "' is unreadable"));
  }
  return values;
}

absl::StatusOr<std::vector<int64_t>> Hdf5Node::Shape() const {
  const Hdf5Id space(H5Dget_space(id_.get()));
  const int rank = space.ok() ? H5Sget_simple_extent_ndims(space.get()) : -1;
  if (rank < 0 || rank > H5S_MAX_RANK) return Unreadable("no array");
  std::vector<hsize_t> extents(rank);
  if (rank > 0 &&
      H5Sget_simple_extent_dims(space.get(), extents.data(), nullptr) < 0) {
    return Unreadable("no extents");
  }
  std::vector<int64_t> shape;
  for (const hsize_t extent : extents) {
    if (extent > hsize_t{1} << 62) return Unreadable("extents above 2^62");
    shape.push_back(static_cast<int64_t>(extent));
  }
  return shape;
}

absl::StatusOr<int64_t> Hdf5Node::Length() const {
  ASSIGN_OR_RETURN(const std::vector<int64_t> shape, Shape());
  if (shape.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        place_, ": ", shape.size(), " dimensions where there must be one"));
  }
  if (shape[0] > kMostItems) {
    return absl::ResourceExhaustedError(
        absl::StrCat(place_, ": ", shape[0], " items; at most ", kMostItems,
                     " are read, so take fewer samples into the file"));
  }
  return shape[0];
}

absl::Status Hdf5Node::ReadPart(int64_t first, int64_t count, int64_t type,
                                int64_t items, void* into) const {
  ASSIGN_OR_RETURN(const std::vector<int64_t> shape, Shape());
  if (shape.empty() || first < 0 || count < 0 || count > shape[0] - first) {
    return Unreadable("fewer data than announced");
  }
  std::vector<hsize_t> start(shape.size()), extent(shape.begin(), shape.end());
  start[0] = first;
  extent[0] = count;
  int64_t all = 1;
  for (const hsize_t length : extent) {
    if (length > 0 && all > std::numeric_limits<int64_t>::max() /
                                static_cast<int64_t>(length)) {
      return Unreadable("an array too large");
    }
    all *= static_cast<int64_t>(length);
  }
  if (all != items) return Unreadable("another size than announced");
  if (items == 0) return absl::OkStatus();
  const hsize_t points = items;
  const Hdf5Id memory(H5Screate_simple(1, &points, nullptr));
  const Hdf5Id space(H5Dget_space(id_.get()));
  if (H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr,
                          extent.data(), nullptr) < 0 ||
      H5Dread(id_.get(), type, memory.get(), space.get(), H5P_DEFAULT, into) <
          0) {
    return Unreadable("cannot be read");
  }
  return absl::OkStatus();
}

absl::Status Hdf5Node::ReadFloats(int64_t first, int64_t count,
                                  absl::Span<float> into) const {
  const Hdf5Id type(H5Dget_type(id_.get()));
  if (!IsNumber(H5Tget_class(type.get()))) return Unreadable("no numbers");
  return ReadPart(first, count, H5T_NATIVE_FLOAT, into.size(), into.data());
}

absl::Status Hdf5Node::ReadIntegers(int64_t first, int64_t count,
                                    absl::Span<int64_t> into) const {
  const Hdf5Id type(H5Dget_type(id_.get()));
  const H5T_class_t kind = H5Tget_class(type.get());
  if (kind != H5T_INTEGER && kind != H5T_ENUM) return Unreadable("no integers");
  return ReadPart(first, count, H5T_NATIVE_INT64, into.size(), into.data());
}

absl::StatusOr<std::vector<int64_t>> Hdf5Node::Integers() const {
  ASSIGN_OR_RETURN(const int64_t length, Length());
  std::vector<int64_t> values(length);
  RETURN_IF_ERROR(ReadIntegers(0, length, absl::MakeSpan(values)));
  return values;
}

}  // namespace regulon
