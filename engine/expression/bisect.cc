#include "engine/expression/bisect.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace regulon {
namespace {

constexpr int kRounds = 8;

class Division {
 public:
  Division(absl::Span<const float> points, int dimensions,
           absl::Span<int> members)
      : points_(points), dimensions_(dimensions), members_(members) {}

  // Permutes the members; the first `size` of them are the one half.
  int64_t Divide();
  // Sum of squares of a half about its centre, after Divide.
  double SpreadOf(int half) const { return spread_[half]; }

 private:
  absl::Span<const float> Point(int member) const {
    return points_.subspan(int64_t{member} * dimensions_, dimensions_);
  }
  void Centre();
  bool Assign();

  absl::Span<const float> points_;
  const int dimensions_;
  absl::Span<int> members_;
  std::vector<uint8_t> half_;  // of each member
  std::array<std::vector<double>, 2> centre_;
  std::array<int64_t, 2> size_ = {};
  std::array<double, 2> spread_ = {};
};

void Division::Centre() {
  size_ = {};
  for (auto& centre : centre_) centre.assign(dimensions_, 0);
  for (size_t i = 0; i < members_.size(); ++i) {
    const absl::Span<const float> point = Point(members_[i]);
    std::vector<double>& centre = centre_[half_[i]];
    for (int k = 0; k < dimensions_; ++k) centre[k] += point[k];
    ++size_[half_[i]];
  }
  for (int half = 0; half < 2; ++half) {
    for (double& x : centre_[half]) x /= std::max<int64_t>(1, size_[half]);
  }
}

// Each member to the nearer centre; whether any moved.
bool Division::Assign() {
  bool moved = false;
  spread_ = {};
  for (size_t i = 0; i < members_.size(); ++i) {
    const absl::Span<const float> point = Point(members_[i]);
    double distance[2] = {};
    for (int half = 0; half < 2; ++half) {
      for (int k = 0; k < dimensions_; ++k) {
        const double d = point[k] - centre_[half][k];
        distance[half] += d * d;
      }
    }
    const uint8_t nearer = distance[1] < distance[0] ? 1 : 0;
    moved = moved || nearer != half_[i];
    half_[i] = nearer;
    spread_[nearer] += distance[nearer];
  }
  return moved;
}

int64_t Division::Divide() {
  // To begin with, at the mean of the direction that varies most.
  half_.assign(members_.size(), 0);
  Centre();
  const std::vector<double> mean = centre_[0];
  std::vector<double> variance(dimensions_, 0);
  for (const int member : members_) {
    const absl::Span<const float> point = Point(member);
    for (int k = 0; k < dimensions_; ++k) {
      variance[k] += (point[k] - mean[k]) * (point[k] - mean[k]);
    }
  }
  const auto widest =
      std::max_element(variance.begin(), variance.end()) - variance.begin();
  for (size_t i = 0; i < members_.size(); ++i) {
    half_[i] = Point(members_[i])[widest] > mean[widest] ? 1 : 0;
  }
  for (int round = 0; round < kRounds; ++round) {
    Centre();
    if (!Assign()) break;
  }
  Centre();
  if (size_[0] == 0 || size_[1] == 0) {  // all alike
    for (size_t i = 0; i < members_.size(); ++i) {
      half_[i] = i < members_.size() / 2 ? 0 : 1;
    }
    spread_ = {};
    Centre();
  }
  std::vector<int> ordered;
  ordered.reserve(members_.size());
  for (const int half : {0, 1}) {
    for (size_t i = 0; i < members_.size(); ++i) {
      if (half_[i] == half) ordered.push_back(members_[i]);
    }
  }
  std::copy(ordered.begin(), ordered.end(), members_.begin());
  return size_[0];
}

std::array<Part, 2> Halves(absl::Span<const float> points, int dimensions,
                           const Part& part, absl::Span<int> order) {
  const int64_t size = part.end - part.begin;
  Division division(points, dimensions, order.subspan(part.begin, size));
  const int64_t first = division.Divide();
  const double spread = division.SpreadOf(0) + division.SpreadOf(1);
  const double share = spread > 0 ? division.SpreadOf(0) / spread
                                  : static_cast<double>(first) / size;
  const int64_t wanted = std::llround(share * part.parts);
  const auto parts = static_cast<int>(
      std::clamp(wanted, std::max<int64_t>(1, part.parts - (size - first)),
                 std::min<int64_t>(part.parts - 1, first)));
  const int64_t middle = part.begin + first;
  return {Part{part.begin, middle, parts},
          Part{middle, part.end, part.parts - parts}};
}

}  // namespace

std::vector<Part> Bisect(absl::Span<const float> points, int dimensions,
                         std::vector<Part> wholes, absl::Span<int> order,
                         Workers& workers) {
  std::vector<Part> done;
  while (!wholes.empty()) {
    std::vector<Part> open;
    for (const Part& part : wholes) {
      (part.parts == 1 ? done : open).push_back(part);
    }
    std::vector<std::array<Part, 2>> halves(open.size());
    workers.Run(static_cast<int>(open.size()), [&](int task, int) {
      halves[task] = Halves(points, dimensions, open[task], order);
    });
    wholes.clear();
    for (const auto& pair : halves) {
      wholes.insert(wholes.end(), pair.begin(), pair.end());
    }
  }
  std::sort(done.begin(), done.end(),
            [](const Part& a, const Part& b) { return a.begin < b.begin; });
  return done;
}

}  // namespace regulon
