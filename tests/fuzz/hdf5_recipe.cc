#include "tests/fuzz/hdf5_recipe.h"

#include <hdf5.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace regulon {
namespace {

using Words = std::vector<std::string>;

constexpr hsize_t kMostWritten = 4096;

// -1 for a word that is no type.
hid_t TypeOf(const std::string& word) {
  if (word == "i1") return H5Tcopy(H5T_NATIVE_INT8);
  if (word == "i4") return H5Tcopy(H5T_NATIVE_INT32);
  if (word == "i8") return H5Tcopy(H5T_NATIVE_INT64);
  if (word == "u8") return H5Tcopy(H5T_NATIVE_UINT64);
  if (word == "f4") return H5Tcopy(H5T_NATIVE_FLOAT);
  if (word == "f8") return H5Tcopy(H5T_NATIVE_DOUBLE);
  int length = 0;
  if (word[0] != 's' ||
      (word.size() > 1 && (!absl::SimpleAtoi(word.substr(1), &length) ||
                           length < 1 || length > 64))) {
    return -1;
  }
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, length == 0 ? H5T_VARIABLE : length);
  return type;
}

// -1 for what are no extents.
hid_t SpaceOf(const std::string& word, std::vector<hsize_t>& extents) {
  if (word == "-") return H5Screate(H5S_NULL);
  for (const absl::string_view part : absl::StrSplit(word, 'x')) {
    uint64_t extent;
    if (!absl::SimpleAtoi(part, &extent) || extents.size() == 3) return -1;
    extents.push_back(extent);
  }
  return H5Screate_simple(static_cast<int>(extents.size()), extents.data(),
                          nullptr);
}

// Calls `write` with a type in memory and the values as it has them.
template <typename Write>
void WithValues(hid_t type, Words::const_iterator first,
                Words::const_iterator last, size_t count, Write write) {
  const auto given = static_cast<size_t>(last - first);
  if (H5Tget_class(type) != H5T_STRING) {
    std::vector<double> values(count + 1);
    for (size_t i = 0; i < std::min(count, given); ++i) {
      (void)absl::SimpleAtod(first[i], &values[i]);
    }
    write(H5T_NATIVE_DOUBLE, values.data());
  } else if (H5Tis_variable_str(type) > 0) {
    std::vector<const char*> texts(count + 1, "");
    for (size_t i = 0; i < std::min(count, given); ++i) {
      texts[i] = first[i].c_str();
    }
    write(type, texts.data());
  } else {
    const size_t size = H5Tget_size(type);
    std::vector<char> bytes(size * (count + 1));
    for (size_t i = 0; i < std::min(count, given); ++i) {
      std::memcpy(&bytes[i * size], first[i].data(),
                  std::min(size, first[i].size()));
    }
    write(type, bytes.data());
  }
}

void AddAttribute(hid_t file, const Words& words) {
  if (words.size() < 3) return;
  const hid_t node = H5Oopen(file, words[0].c_str() + 1, H5P_DEFAULT);
  const hid_t type = TypeOf(words[2]);
  const hsize_t count = words.size() - 3;
  const hid_t space =
      count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, nullptr);
  const hid_t attribute =
      H5Acreate2(node, words[1].c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute >= 0) {
    WithValues(type, words.begin() + 3, words.end(), count,
               [&](hid_t memory, const void* values) {
                 H5Awrite(attribute, memory, values);
               });
  }
  for (const hid_t id : {attribute, space, type, node}) H5Idec_ref(id);
}

void AddDataset(hid_t file, hid_t link, const Words& words) {
  if (words.size() == 2 && words[1] == "group") {
    H5Idec_ref(
        H5Gcreate2(file, words[0].c_str(), link, H5P_DEFAULT, H5P_DEFAULT));
  }
  if (words.size() < 3) return;
  std::vector<hsize_t> extents;
  const hid_t type = TypeOf(words[1]);
  const hid_t space = SpaceOf(words[2], extents);
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  hsize_t count = extents.empty() ? 0 : 1;
  for (const hsize_t extent : extents) {
    count =
        std::min(count * std::min(extent, kMostWritten + 1), kMostWritten + 1);
  }
  if (count > kMostWritten) {
    const std::vector<hsize_t> chunk(extents.size(), 8);
    H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data());
  }
  const hid_t dataset = H5Dcreate2(file, words[0].c_str(), type, space, link,
                                   creation, H5P_DEFAULT);
  if (dataset >= 0 && count > 0 && count <= kMostWritten) {
    WithValues(type, words.begin() + 3, words.end(), count,
               [&](hid_t memory, const void* values) {
                 H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                          values);
               });
  }
  for (const hid_t id : {dataset, creation, space, type}) H5Idec_ref(id);
}

}  // namespace

void WriteHdf5(absl::string_view recipe, const std::string& path) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const hid_t file =
      H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t link = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(link, 1);
  for (const absl::string_view line : absl::StrSplit(recipe, '\n')) {
    const Words words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words.empty()) continue;
    if (words[0][0] == '@') {
      AddAttribute(file, words);
    } else {
      AddDataset(file, link, words);
    }
  }
  H5Idec_ref(link);
  H5Fclose(file);
}

}  // namespace regulon
