#include "tests/ledger/poison.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/genome/matrix.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {
namespace {

// A copy of a genome file that takes bytes in place; an open genome, which maps
// the file, sees them.
class Copy {
 public:
  explicit Copy(const std::string& path) : path_(path + ".poisoned") {
    std::ifstream from(path, std::ios::binary);
    std::ofstream to(path_, std::ios::binary);
    to << from.rdbuf();
    to.close();
    file_.open(path_, std::ios::binary | std::ios::in | std::ios::out);
    if (!file_) throw std::runtime_error("cannot copy " + path);
  }
  ~Copy() { std::remove(path_.c_str()); }

  const std::string& path() const { return path_; }
  std::string Read(int64_t offset, int64_t bytes) {
    std::string out(bytes, 0);
    file_.seekg(offset);
    file_.read(out.data(), bytes);
    return out;
  }
  void Write(int64_t offset, const std::string& bytes) {
    file_.seekp(offset);
    file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file_.flush();
    if (!file_) throw std::runtime_error("cannot write " + path_);
  }

 private:
  const std::string path_;
  std::fstream file_;
};

bool HoldsNan(const proto::TensorEntry& tensor) {
  return tensor.dtype() == proto::F32 || tensor.dtype() == proto::BF16;
}

std::string NanOf(const proto::TensorEntry& tensor) {
  return tensor.dtype() == proto::F32 ? std::string("\x00\x00\xc0\x7f", 4)
                                      : std::string("\xc0\x7f", 2);
}

// Where element i (row-major) of a tensor of NaNs lies in the file.
int64_t OffsetOf(const Genome& genome, int t, int64_t i) {
  const proto::TensorEntry& tensor = genome.manifest().tensors(t);
  int64_t index = i;
  if (tensor.layout() == proto::PACKED) {
    const int64_t columns = tensor.shape(1);
    index = PackedIndex(static_cast<DType>(tensor.dtype()), tensor.shape(0),
                        i / columns, i % columns);
  }
  return genome.BytesOf(t).begin +
         index * BitsOf(static_cast<DType>(tensor.dtype())) / 8;
}

bool SameBits(const Answer& a, const Answer& b, int units) {
  bool same = std::memcmp(a.expression.data(), b.expression.data(),
                          a.expression.size() * sizeof(float)) == 0 &&
              std::memcmp(a.weight.data(), b.weight.data(),
                          a.weight.size() * sizeof(float)) == 0 &&
              a.open == b.open && a.flops == b.flops &&
              a.flops_everything_open == b.flops_everything_open;
  for (int unit = 0; unit < units; ++unit) {
    same = same && a.reads.Has(unit) == b.reads.Has(unit);
  }
  return same;
}

struct Scalar {
  int tensor;
  int64_t element;
};

class Poisoner {
 public:
  Poisoner(const std::string& path, const PoisonOptions& options)
      : path_(path),
        options_(options),
        clean_(path, {options.threads, false}) {}

  void Try(const proto::Context& context, Poisoned& out) {
    const Answer truth = clean_.Express(context);
    TryInactive(context, truth, out);
    TryActive(context, truth, out);
  }

 private:
  const Inventory& inventory() const { return clean_.cell().inventory(); }
  const proto::TensorEntry& Entry(int tensor) const {
    return clean_.genome().manifest().tensors(tensor);
  }
  std::string Name(int tensor) const {
    const proto::TensorEntry& entry = Entry(tensor);
    return absl::StrCat(entry.name(), "(", entry.domain_plus_one(), ")");
  }
  static void Lie(std::string line, Poisoned& out) {
    if (out.lies.size() < 10) out.lies.push_back(std::move(line));
  }

  void TryInactive(const proto::Context& context, const Answer& truth,
                   Poisoned& out) const {
    Copy copy(path_);
    const auto& units = inventory().units();
    for (size_t u = 0; u < units.size(); ++u) {
      if (truth.reads.Has(static_cast<int>(u))) continue;
      const Inventory::Unit& unit = units[u];
      if (Entry(unit.tensor).role() == proto::INDEX) continue;
      out.inactive += unit.end - unit.begin;
      if (HoldsNan(Entry(unit.tensor))) {
        for (int64_t i = unit.begin; i < unit.end; ++i) {
          copy.Write(OffsetOf(clean_.genome(), unit.tensor, i),
                     NanOf(Entry(unit.tensor)));
        }
      } else {
        const ByteRange range = clean_.genome().BytesOf(unit.tensor);
        copy.Write(range.begin, std::string(range.end - range.begin, '\x5b'));
      }
    }
    // Opened anew: what a cell keeps from its making must not hide a read.
    const OpenedGenome poisoned(copy.path(), {options_.threads, false});
    const std::vector<Context> contexts = {poisoned.Convert(context)};
    const auto answers = poisoned.cell().Express(contexts);
    if (!answers.ok()) {
      Lie(absl::StrCat(context.name(), ": an unread parameter was read: ",
                       answers.status().message()),
          out);
    } else if (!SameBits((*answers)[0], truth,
                         static_cast<int>(units.size()))) {
      Lie(context.name() + ": an unread parameter changed the answer", out);
    }
  }

  std::vector<Scalar> ActiveScalars(const Answer& truth) const {
    std::vector<Scalar> scalars;
    const auto& units = inventory().units();
    for (size_t u = 0; u < units.size(); ++u) {
      const Inventory::Unit& unit = units[u];
      if (!truth.reads.Has(static_cast<int>(u)) ||
          Entry(unit.tensor).role() == proto::INDEX ||
          !HoldsNan(Entry(unit.tensor))) {
        continue;
      }
      for (int64_t i = unit.begin; i < unit.end; ++i) {
        scalars.push_back({unit.tensor, i});
      }
    }
    const size_t most = options_.most_active;
    if (scalars.size() <= most) return scalars;
    std::vector<Scalar> spread;
    for (size_t i = 0; i < most; ++i) {
      spread.push_back(scalars[i * scalars.size() / most]);
    }
    return spread;
  }

  void TryActive(const proto::Context& context, const Answer& truth,
                 Poisoned& out) const {
    Copy copy(path_);
    const OpenedGenome poisoned(copy.path(), {options_.threads, false});
    const std::vector<Context> contexts = {poisoned.Convert(context)};
    std::vector<Answer> answers = {poisoned.cell().NewAnswer()};
    for (const Scalar& scalar : ActiveScalars(truth)) {
      ++out.active;
      const int64_t offset =
          OffsetOf(clean_.genome(), scalar.tensor, scalar.element);
      const std::string nan = NanOf(Entry(scalar.tensor));
      const std::string before = copy.Read(offset, nan.size());
      copy.Write(offset, nan);
      const absl::Status status =
          poisoned.cell().Express(contexts, absl::MakeSpan(answers));
      copy.Write(offset, before);
      if (status.code() == absl::StatusCode::kOutOfRange &&
          (absl::StrContains(status.message(), "came out as") ||
           absl::StrContains(status.message(), "scored"))) {
        continue;
      }
      Lie(absl::StrCat(context.name(), ": NaN in ", Name(scalar.tensor), "[",
                       scalar.element, "], which was read, gives ",
                       status.ToString()),
          out);
    }
    // And the copy is as clean as before.
    const absl::Status status =
        poisoned.cell().Express(contexts, absl::MakeSpan(answers));
    if (!status.ok() ||
        !SameBits(answers[0], truth,
                  static_cast<int>(inventory().units().size()))) {
      Lie(context.name() + ": the restored file answers otherwise", out);
    }
  }

  const std::string path_;
  const PoisonOptions options_;
  const OpenedGenome clean_;
};

}  // namespace

Poisoned Poison(const std::string& path,
                const std::vector<proto::Context>& contexts,
                const PoisonOptions& options) {
  Poisoned out;
  Poisoner poisoner(path, options);
  for (const proto::Context& context : contexts) poisoner.Try(context, out);
  return out;
}

}  // namespace regulon::reference
