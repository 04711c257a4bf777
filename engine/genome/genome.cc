#include "engine/genome/genome.h"

#include <fcntl.h>
#include <google/protobuf/stubs/logging.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "engine/genome/header.h"
#include "engine/genome/manifest_check.h"
#include "engine/status.h"

namespace regulon {
namespace {

// The whole of [offset, offset + bytes), or an error that says why not.
absl::StatusOr<std::string> ReadAt(int descriptor, uint64_t offset,
                                   uint64_t bytes) {
  std::string content(bytes, '\0');
  for (uint64_t done = 0; done < bytes;) {
    const ssize_t got =
        pread(descriptor, &content[done], bytes - done, offset + done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::DataLossError(std::strerror(errno));
    if (got == 0) return absl::DataLossError("the file ends too early");
    done += got;
  }
  return content;
}

absl::Status At(const std::string& path, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat(path, ": ", status.message()));
}

absl::Status AddNames(
    int index, const std::string& id, const std::string& symbol,
    const std::string& hgnc,
    const google::protobuf::RepeatedPtrField<std::string>& aliases,
    Vocabulary& vocabulary) {
  if (absl::Status status = vocabulary.AddId(id, index); !status.ok()) {
    return absl::DataLossError(status.message());
  }
  vocabulary.AddAlias(symbol, index);
  vocabulary.AddAlias(hgnc, index);
  for (const std::string& alias : aliases) vocabulary.AddAlias(alias, index);
  return absl::OkStatus();
}

// A mapping whose address lies in a huge page as its offset does in the file,
// so that the system can map huge pages where the file system holds them.
void* MapAligned(int descriptor, size_t bytes) {
  constexpr size_t kAlignment = Genome::kHugePageBytes;
  const size_t room = bytes + kAlignment;
  void* reserved = mmap(nullptr, room, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED) return MAP_FAILED;
  auto* begin = static_cast<uint8_t*>(reserved);
  const size_t before = -reinterpret_cast<uintptr_t>(begin) % kAlignment;
  void* mapped = mmap(begin + before, bytes, PROT_READ, MAP_SHARED | MAP_FIXED,
                      descriptor, 0);
  if (mapped == MAP_FAILED) {
    munmap(reserved, room);
    return MAP_FAILED;
  }
  const size_t pages = (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
  if (before > 0) munmap(begin, before);
  munmap(begin + before + pages, room - before - pages);
  return mapped;
}

// The indices of a group's members are members[first[group]] and on, ascending.
template <typename GroupOf>
void GroupBy(int members, int groups, const GroupOf& group_of,
             std::vector<uint32_t>& indices, std::vector<uint32_t>& first) {
  first.assign(groups + 1, 0);
  for (int i = 0; i < members; ++i) ++first[group_of(i) + 1];
  for (int g = 0; g < groups; ++g) first[g + 1] += first[g];
  indices.resize(members);
  std::vector<uint32_t> next = first;
  for (int i = 0; i < members; ++i) indices[next[group_of(i)]++] = i;
}

// Genes mostly share one unit, so it is parsed once.
absl::Status AddUnit(const std::string& text, std::vector<Unit>& units) {
  if (!units.empty() && units.back().text == text) {
    units.push_back(units.back());
    return absl::OkStatus();
  }
  absl::StatusOr<Unit> unit = ParseUnit(text);
  if (!unit.ok()) return absl::DataLossError(unit.status().message());
  units.push_back(*std::move(unit));
  return absl::OkStatus();
}

}  // namespace

Genome::~Genome() {
  if (mapping_ != nullptr) {
    munmap(const_cast<uint8_t*>(mapping_), file_bytes_);
  }
}

absl::StatusOr<std::unique_ptr<const Genome>> Genome::Open(
    const std::string& path) {
  // Not blocking: a pipe is told from a file without waiting for its writer.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    return At(path, errno == ENOENT
                        ? absl::NotFoundError("there is no such file")
                        : absl::InvalidArgumentError(std::strerror(errno)));
  }
  const absl::Cleanup close_file = [descriptor] { close(descriptor); };
  std::unique_ptr<Genome> genome(new Genome);
  genome->path_ = path;
  if (absl::Status status = genome->Map(descriptor); !status.ok()) {
    return At(path, status);
  }
  if (absl::Status status = genome->Index(); !status.ok()) {
    return At(path, status);
  }
  return genome;
}

absl::Status Genome::Map(int descriptor) {
  struct stat info;
  if (fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError("this is not a regular file");
  }
  file_bytes_ = info.st_size;
  // No read-ahead: what a query does not open stays on the disk.
  posix_fadvise(descriptor, 0, 0, POSIX_FADV_RANDOM);
  ASSIGN_OR_RETURN(const std::string first,
                   ReadAt(descriptor, 0, std::min(kHeaderBytes, file_bytes_)));
  ASSIGN_OR_RETURN(const Header header, DecodeHeader(first));
  const auto size = static_cast<uint64_t>(file_bytes_);
  if (header.manifest_offset < kHeaderBytes ||
      header.manifest_bytes > uint64_t{std::numeric_limits<int32_t>::max()} ||
      header.manifest_offset > size ||
      header.manifest_bytes != size - header.manifest_offset) {
    return absl::DataLossError(absl::StrCat(
        "the file has ", size, " bytes where its header says ",
        header.manifest_offset + header.manifest_bytes,
        ": it was cut short or added to; restore it or compile it again"));
  }
  ASSIGN_OR_RETURN(
      const std::string bytes,
      ReadAt(descriptor, header.manifest_offset, header.manifest_bytes));
  if (Sha256(bytes) != header.manifest_sha256) {
    return absl::DataLossError(
        "the manifest is damaged (its hash does not match); restore the file "
        "or compile it again");
  }
  manifest_sha256_ = Hex(header.manifest_sha256);
  manifest_ = google::protobuf::Arena::CreateMessage<proto::Manifest>(&arena_);
  const google::protobuf::LogSilencer silence;  // what is wrong is returned
  if (!manifest_->ParseFromString(bytes)) {
    return absl::DataLossError(
        "the manifest cannot be parsed; compile the genome again");
  }
  RETURN_IF_ERROR(CheckManifest(*manifest_, header.manifest_offset));
  void* mapped = MapAligned(descriptor, file_bytes_);
  if (mapped == MAP_FAILED) {
    return absl::ResourceExhaustedError(
        absl::StrCat("cannot map the file: ", std::strerror(errno)));
  }
  madvise(mapped, file_bytes_, MADV_RANDOM);
  mapping_ = static_cast<const uint8_t*>(mapped);
  return absl::OkStatus();
}

absl::Status Genome::Index() {
  const proto::Manifest& m = *manifest_;
  regulators_.Reserve(m.regulators_size());
  regulator_units_.reserve(m.regulators_size());
  for (int i = 0; i < m.regulators_size(); ++i) {
    const proto::Regulator& r = m.regulators(i);
    RETURN_IF_ERROR(
        AddNames(i, r.id(), r.symbol(), r.hgnc(), r.aliases(), regulators_));
    RETURN_IF_ERROR(AddUnit(r.unit(), regulator_units_));
  }
  genes_.Reserve(m.genes_size());
  gene_units_.reserve(m.genes_size());
  for (int i = 0; i < m.genes_size(); ++i) {
    const proto::Gene& g = m.genes(i);
    RETURN_IF_ERROR(
        AddNames(i, g.id(), g.symbol(), g.hgnc(), g.aliases(), genes_));
    RETURN_IF_ERROR(AddUnit(g.unit(), gene_units_));
  }
  GroupBy(
      m.genes_size(), m.domains_size(),
      [&m](int gene) { return m.genes(gene).domain(); }, domain_genes_,
      domain_first_);
  GroupBy(
      m.tensors_size(), m.domains_size() + 1,
      [&m](int tensor) { return m.tensors(tensor).domain_plus_one(); },
      tensors_, tensors_first_);
  return absl::OkStatus();
}

absl::Span<const uint32_t> Genome::GenesOf(int domain) const {
  return absl::MakeSpan(domain_genes_)
      .subspan(domain_first_[domain],
               domain_first_[domain + 1] - domain_first_[domain]);
}

int Genome::Find(absl::string_view name, int layer, int domain) const {
  const uint32_t end = tensors_first_[domain + 2];
  for (uint32_t i = tensors_first_[domain + 1]; i < end; ++i) {
    const int tensor = static_cast<int>(tensors_[i]);
    const proto::TensorEntry& entry = manifest_->tensors(tensor);
    if (entry.name() == name && entry.layer() == static_cast<uint32_t>(layer)) {
      return tensor;
    }
  }
  return kNoTensor;
}

ByteRange Genome::BytesOf(int tensor) const {
  const proto::TensorEntry& entry = manifest_->tensors(tensor);
  const int64_t begin =
      manifest_->segments(entry.segment()).offset() + entry.offset();
  return {begin, begin + static_cast<int64_t>(entry.bytes())};
}

absl::Span<const float> Genome::F32(int tensor) const {
  if (tensor == kNoTensor) return {};
  const ByteRange range = BytesOf(tensor);
  return {reinterpret_cast<const float*>(mapping_ + range.begin),
          static_cast<size_t>(range.end - range.begin) / sizeof(float)};
}

absl::Span<const uint32_t> Genome::U32(int tensor) const {
  if (tensor == kNoTensor) return {};
  const ByteRange range = BytesOf(tensor);
  return {reinterpret_cast<const uint32_t*>(mapping_ + range.begin),
          static_cast<size_t>(range.end - range.begin) / sizeof(uint32_t)};
}

Matrix Genome::MatrixOf(int tensor) const {
  if (tensor == kNoTensor) return {};
  const proto::TensorEntry& entry = manifest_->tensors(tensor);
  Matrix matrix;
  matrix.dtype = static_cast<DType>(entry.dtype());
  matrix.layout = static_cast<Layout>(entry.layout());
  matrix.rows = entry.shape(0);
  matrix.columns = entry.shape(1);
  matrix.data = mapping_ + BytesOf(tensor).begin;
  if (entry.scale_plus_one() != 0) {
    matrix.scales = F32(entry.scale_plus_one() - 1).data();
    matrix.scale_rows = entry.scale_rows();
  }
  return matrix;
}

int Genome::Announce(absl::Span<const ByteRange> ranges) const {
  int calls = 0;
  for (size_t i = 0; i < ranges.size();) {
    int64_t begin = ranges[i].begin / kPageBytes * kPageBytes;
    int64_t end = ranges[i].end;
    for (++i; i < ranges.size() && ranges[i].begin <= end + kPageBytes; ++i) {
      end = std::max(end, ranges[i].end);
    }
    for (; begin < end; begin += kReadAheadBytes, ++calls) {
      madvise(const_cast<uint8_t*>(mapping_) + begin,
              std::min(end - begin, kReadAheadBytes), MADV_WILLNEED);
    }
  }
  return calls;
}

void Genome::Release(ByteRange range) const {
  madvise(const_cast<uint8_t*>(mapping_) + range.begin, range.end - range.begin,
          MADV_DONTNEED);
}

absl::Status Genome::VerifyTensors() const {
  for (int i = 0; i < manifest_->tensors_size(); ++i) {
    const ByteRange range = BytesOf(i);
    Announce({&range, 1});
    const absl::string_view bytes(
        reinterpret_cast<const char*>(mapping_ + range.begin),
        range.end - range.begin);
    const proto::TensorEntry& entry = manifest_->tensors(i);
    if (Crc32c(bytes) != entry.crc32c()) {
      const std::string domain =
          entry.domain_plus_one() == 0
              ? ""
              : absl::StrCat(
                    " of domain '",
                    manifest_->domains(entry.domain_plus_one() - 1).id(), "'");
      return absl::DataLossError(absl::StrCat(
          path_, ": tensor '", entry.name(), "'", domain,
          " is damaged (its checksum does not match, bytes ", range.begin,
          " to ", range.end, "); restore the file or compile it again"));
    }
  }
  return absl::OkStatus();
}

}  // namespace regulon
