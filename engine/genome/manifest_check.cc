#include "engine/genome/manifest_check.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "engine/genome/header.h"
#include "engine/genome/matrix.h"
#include "engine/genome/tensor_types.h"
#include "engine/status.h"

namespace regulon {
namespace {

using proto::Manifest;
using proto::TensorEntry;

template <typename... Parts>
absl::Status Damaged(const Parts&... parts) {
  return absl::DataLossError(absl::StrCat("the manifest is wrong: ", parts...,
                                          "; compile the genome again"));
}

std::string NameOf(const TensorEntry& entry) {
  return entry.domain_plus_one() == 0
             ? absl::StrCat("tensor '", entry.name(), "'")
             : absl::StrCat("tensor '", entry.name(), "' of domain ",
                            entry.domain_plus_one() - 1);
}

absl::Status CheckShape(const TensorEntry& entry) {
  const bool matrix = entry.shape_size() == 2;
  if (entry.shape_size() < 1 || entry.shape_size() > 2) {
    return Damaged(NameOf(entry), " has ", entry.shape_size(), " dimensions");
  }
  if (!proto::DType_IsValid(entry.dtype()) ||
      entry.dtype() == proto::DTYPE_UNSPECIFIED ||
      !proto::Layout_IsValid(entry.layout()) ||
      !proto::Role_IsValid(entry.role()) ||
      !proto::Stage_IsValid(entry.stage()) ||
      (entry.layout() == proto::PACKED && !matrix) ||
      ((entry.dtype() == proto::U32) != (entry.role() == proto::INDEX))) {
    return Damaged(NameOf(entry), " has a dtype, layout or role that is not ",
                   "known or does not go with its shape");
  }
  for (const uint64_t size : entry.shape()) {
    if (size == 0 || size > (uint64_t{1} << 40)) {
      return Damaged(NameOf(entry), " has a dimension of ", size);
    }
  }
  const int64_t bytes = BytesOf(static_cast<DType>(entry.dtype()),
                                static_cast<Layout>(entry.layout()),
                                entry.shape(0), matrix ? entry.shape(1) : 1);
  if (bytes < 0 || static_cast<uint64_t>(bytes) != entry.bytes()) {
    return Damaged(NameOf(entry), " has ", entry.bytes(),
                   " bytes where its shape needs ", bytes);
  }
  return absl::OkStatus();
}

absl::Status CheckKnown(const TensorEntry& entry) {
  const TensorType* type = FindTensorType(entry.name());
  if (type == nullptr) return absl::OkStatus();
  const bool indices = entry.dtype() == proto::U32;
  const bool right_type =
      type->holds == TensorType::kIndices ? indices
      : type->holds == TensorType::kFloats
          ? entry.dtype() == proto::F32 && entry.layout() == proto::PLAIN
          : !indices;
  if (!right_type || entry.shape_size() != type->dimensions ||
      type->of_domain != (entry.domain_plus_one() != 0)) {
    return Damaged(NameOf(entry),
                   " has another type, shape or place than its name asks for");
  }
  return absl::OkStatus();
}

absl::Status CheckScales(const Manifest& manifest, const TensorEntry& entry) {
  const bool integers =
      entry.dtype() == proto::I8 || entry.dtype() == proto::I4;
  if (!integers) {
    return entry.scale_plus_one() == 0
               ? absl::OkStatus()
               : Damaged(NameOf(entry), " has scales that it does not need");
  }
  if (entry.shape_size() != 2 || entry.scale_rows() == 0 ||
      entry.scale_plus_one() == 0 ||
      entry.scale_plus_one() > static_cast<uint32_t>(manifest.tensors_size())) {
    return Damaged(NameOf(entry), " has no scales");
  }
  const TensorEntry& scales = manifest.tensors(entry.scale_plus_one() - 1);
  const uint64_t groups =
      (entry.shape(0) + entry.scale_rows() - 1) / entry.scale_rows();
  if (scales.dtype() != proto::F32 || scales.layout() != proto::PLAIN ||
      scales.shape_size() != 2 || scales.shape(0) != groups ||
      scales.shape(1) != entry.shape(1) ||
      scales.domain_plus_one() != entry.domain_plus_one()) {
    return Damaged(NameOf(entry), " has scales of the wrong shape");
  }
  return absl::OkStatus();
}

absl::Status CheckSegments(const Manifest& manifest, int64_t end) {
  uint64_t free_from = kHeaderBytes;
  for (int i = 0; i < manifest.segments_size(); ++i) {
    const proto::Segment& segment = manifest.segments(i);
    if (segment.offset() % kPageBytes != 0 || segment.offset() < free_from ||
        segment.offset() > static_cast<uint64_t>(end) ||
        segment.bytes() > end - segment.offset()) {
      return Damaged("segment ", i, " (offset ", segment.offset(), ", ",
                     segment.bytes(), " bytes) is misplaced");
    }
    free_from = segment.offset() + segment.bytes();
  }
  return absl::OkStatus();
}

// Our writer leaves things in order.
template <typename T>
void Sort(std::vector<T>& values) {
  if (!std::is_sorted(values.begin(), values.end())) {
    std::sort(values.begin(), values.end());
  }
}

absl::Status CheckTensors(const Manifest& manifest) {
  // (segment, offset, bytes), to be sorted and compared.
  std::vector<std::tuple<uint32_t, uint64_t, uint64_t>> places;
  places.reserve(manifest.tensors_size());
  // Of what and which name, numbered as they come up.
  std::vector<std::tuple<uint32_t, uint32_t, uint32_t>> names;
  names.reserve(manifest.tensors_size());
  absl::flat_hash_map<absl::string_view, uint32_t> numbers;
  for (const TensorEntry& entry : manifest.tensors()) {
    RETURN_IF_ERROR(CheckShape(entry));
    RETURN_IF_ERROR(CheckKnown(entry));
    RETURN_IF_ERROR(CheckScales(manifest, entry));
    if (entry.domain_plus_one() >
        static_cast<uint32_t>(manifest.domains_size())) {
      return Damaged(NameOf(entry), " belongs to a domain that is not there");
    }
    if (entry.layer() >=
        static_cast<uint32_t>(std::max(manifest.routers_size(), 1))) {
      return Damaged(NameOf(entry), " belongs to a layer that is not there");
    }
    if (entry.segment() >= static_cast<uint32_t>(manifest.segments_size())) {
      return Damaged(NameOf(entry), " lies in a segment that is not there");
    }
    const proto::Segment& segment = manifest.segments(entry.segment());
    if (entry.offset() % kTensorAlignment != 0 ||
        entry.offset() > segment.bytes() ||
        entry.bytes() > segment.bytes() - entry.offset()) {
      return Damaged(NameOf(entry), " lies outside its segment");
    }
    if (entry.role() == proto::EXPERT && entry.domain_plus_one() != 0 &&
        manifest.domains(entry.domain_plus_one() - 1).dropped()) {
      return Damaged(NameOf(entry), " is stored although that is dropped");
    }
    places.emplace_back(entry.segment(), entry.offset(), entry.bytes());
    const auto number = numbers.try_emplace(
        entry.name(), static_cast<uint32_t>(numbers.size()));
    names.emplace_back(entry.layer(), entry.domain_plus_one(),
                       number.first->second);
  }
  Sort(places);
  for (size_t i = 1; i < places.size(); ++i) {
    const auto& [segment, offset, bytes] = places[i - 1];
    if (std::get<0>(places[i]) == segment &&
        std::get<1>(places[i]) < offset + bytes) {
      return Damaged("two tensors overlap in segment ", segment);
    }
  }
  Sort(names);
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) {
    for (const auto& [name, number] : numbers) {
      if (number != std::get<2>(*twice)) continue;
      return Damaged("there are two tensors '", name, "'");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckManifest(const Manifest& manifest, int64_t end) {
  const auto domains = static_cast<uint32_t>(manifest.domains_size());
  for (const proto::Gene& gene : manifest.genes()) {
    if (gene.domain() >= domains) {
      return Damaged("gene '", gene.id(), "' is in no domain");
    }
    if (gene.tss0() < 0) {
      return Damaged("gene '", gene.id(), "' starts before its sequence");
    }
  }
  for (const proto::Regulator& regulator : manifest.regulators()) {
    if (!proto::Regulator::Kind_IsValid(regulator.kind())) {
      return Damaged("regulator '", regulator.id(), "' is of an unknown kind");
    }
  }
  int kind = 0;
  for (const proto::Element& element : manifest.elements()) {
    if (element.domain() >= domains) {
      return Damaged("element '", element.id(), "' is in no domain");
    }
    if (element.kind() < kind ||
        !proto::Element::Kind_IsValid(element.kind())) {
      return Damaged("element '", element.id(), "' is out of order");
    }
    kind = element.kind();
    if (element.center0() < 0 || element.width() < 0) {
      return Damaged("element '", element.id(), "' is at no place");
    }
  }
  for (const proto::Boundary& boundary : manifest.boundaries()) {
    if (boundary.position0() < 0) {
      return Damaged("boundary '", boundary.id(), "' is at no place");
    }
  }
  for (const proto::Domain& domain : manifest.domains()) {
    if (domain.layer() >= static_cast<uint32_t>(manifest.routers_size())) {
      return Damaged("domain '", domain.id(), "' is in a layer without router");
    }
    if (domain.dropped() && !domain.routed()) {
      return Damaged("domain '", domain.id(), "' is open always, yet dropped");
    }
  }
  for (const proto::Specialization& made : manifest.specializations()) {
    for (const uint32_t domain : made.dropped()) {
      if (domain >= domains || !manifest.domains(domain).dropped()) {
        return Damaged("what was dropped for '", made.corpus(),
                       "' is not marked so");
      }
    }
  }
  for (const proto::Router& router : manifest.routers()) {
    if (!proto::Router::Score_IsValid(router.score()) ||
        !proto::Router::Weighting_IsValid(router.weighting())) {
      return Damaged("a router is of an unknown kind");
    }
  }
  if (!proto::Link_IsValid(manifest.link()) ||
      !proto::Unnamed_IsValid(manifest.unnamed()) ||
      !proto::ActivitySource_IsValid(manifest.activity_source())) {
    return Damaged(
        "the link, the activity source or the rule for unnamed "
        "regulators is unknown");
  }
  RETURN_IF_ERROR(CheckSegments(manifest, end));
  return CheckTensors(manifest);
}

}  // namespace regulon
