#include "engine/cli/output/plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <random>
#include <utility>

#include "absl/strings/str_split.h"
#include "engine/cli/output/display_width.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

PlotOptions SmallPlot() {
  PlotOptions options;
  options.width = 34;
  options.height = 5;
  return options;
}

Series Line(std::vector<double> x, std::vector<double> y) {
  return {"", '*', std::move(x), std::move(y), /*line=*/true};
}

Series Points(std::vector<double> x, std::vector<double> y) {
  return {"", 'o', std::move(x), std::move(y), /*line=*/false};
}

TEST(Plot, DrawsPointsOverACurve) {
  PlotOptions options = SmallPlot();
  options.title = "a title";
  options.x_label = "time (h)";
  options.y_label = "level (µM)";
  const Series model = {"model", '*', {0, 4}, {0, 100}, /*line=*/true};
  const Series data = {"measured", 'o', {1, 2, 3}, {30, 50, 90}, false};
  EXPECT_EQ("\n" + Plot(options, {data, model}), R"(
                a title
level (µM)
100 ┤                     o ⢀⣀⠤⠔⠒⠉
    │                 ⢀⣀⠤⠔⠒⠉⠁
 50 ┤           ⢀⣀⠤o⠒⠉⠁
    │     ⢀⣀o⠔⠒⠉⠁
  0 ┤⣀⠤⠔⠒⠉⠁
    └┬─────────────┬─────────────┬
     0             2             4
               time (h)
 o measured   ⠒⠒ model
)");
  options.ascii = true;
  options.y_label = "level (uM)";
  EXPECT_EQ("\n" + Plot(options, {data, model}), R"(
                a title
level (uM)
100 +                     o ...:''
    |                 ...:'''
 50 +           ...o'''
    |     ..o:'''
  0 +..:'''
    ++-------------+-------------+
     0             2             4
               time (h)
 o measured   .. model
)");
}

TEST(Plot, GivesZeroAPlaceOnALogarithmicAxis) {
  PlotOptions options = SmallPlot();
  options.log_x = true;
  const std::vector<double> dose = {0, 0.1, 1, 10, 100};
  const Series curve = Line(dose, {0, 0, 0.5, 1, 1});
  const Series points = Points(dose, {0.25, 0.25, 0.25, 0.25, 0.25});
  EXPECT_EQ("\n" + Plot(options, {curve}), R"(
  1 ┤                 ⣀⠤⠒⠉⠉⠉⠉⠉⠉⠉⠉⠉
    │             ⢀⡠⠔⠉
0.5 ┤          ⣀⠤⠊⠁
    │      ⢀⡠⠒⠉
  0 ┤⣀  ⡠⠔⠊⠁
    └┬╱╱┬───────┬────────┬───────┬
     0 0.1      1       10     100
)");
  EXPECT_EQ("\n" + Plot(options, {points}), R"(
0.4 ┤
    │o  o       o        o       o
0.2 ┤
    │
  0 ┤
    └┬╱╱┬───────┬────────┬───────┬
     0 0.1      1       10     100
)");
  options.ascii = true;
  EXPECT_EQ("\n" + Plot(options, {curve, points}), R"(
  1 +                 ..''''''''''
    |             ..:'
0.5 +          ..''
    |o  o  ..'' o        o       o
  0 +.  .:''
    ++//+-------+--------+-------+
     0 0.1      1       10     100
)");
}

TEST(Plot, EndsEachOfSeveralCurvesInItsMarker) {
  Series rising = {"rising", 'r', {0, 1, 2}, {0, 1, kNan}, /*line=*/true};
  Series falling = {"falling", 'f', {0, 1, 2}, {1, 0.5, 0}, /*line=*/true};
  EXPECT_EQ("\n" + Plot(SmallPlot(), {rising, falling}), R"(
  1 ┤⠉⠒⠢⠤⣀⡀      ⣀⠔r
    │     ⠈⠉⠒⠢⣤⣔⡊
0.5 ┤      ⡠⠔⠊  ⠈⠉⠒⠢⠤⣀⡀
    │   ⡠⠔⠉           ⠈⠉⠒⠢⠤⣀⡀
  0 ┤⡠⠔⠉                    ⠈⠉⠒⠢⠤f
    └┬─────────────┬─────────────┬
     0             1             2
 ⠒⠒r rising   ⠒⠒f falling
)");
}

TEST(Plot, CutsOffWhatIsOutsideOfAGivenRange) {
  PlotOptions options = SmallPlot();
  options.y_low = 0;
  options.y_high = 2;
  EXPECT_EQ("\n" + Plot(options, {Line({0, 1, 2}, {-1, 3, -1}),
                                  Points({0, 0.5, 1, 2}, {-1, 2, 3, 0})}),
            R"(
2 ┤       o  ⢀⠎       ⠱⡀
  │         ⡔⠁         ⠈⢢
1 ┤       ⡤⠊             ⠑⢢
  │     ⡠⠊                 ⠑⢄
0 ┤   ⢀⠔⠁                   ⠈⠢⡀  o
  └┬──────────────┬──────────────┬
   0              1              2
)");
}

TEST(Plot, InterruptsACurveWhereAValueIsMissing) {
  EXPECT_EQ("\n" + Plot(SmallPlot(),
                        {Line({0, 1, 2, 3, 4, 5}, {1, 1, kNan, 1, kInf, 1})}),
            R"(
1.5 ┤
    │
  1 ┤⠤⠤⠤⠤⠤⠤           ⠄          ⠠
    │
0.5 ┤
    └┬───────────────────────────┬
     0                           5
)");
}

TEST(Plot, ShowsAxesWithoutData) {
  EXPECT_EQ("\n" + Plot(SmallPlot(), {}), R"(
 1 ┤
   │
 0 ┤
   │
-1 ┤
   └┬──────────────┬─────────────┬
   -1              0             1
)");
}

TEST(Plot, KeepsAGivenEndWithoutARange) {
  PlotOptions options = SmallPlot();
  options.y_low = 0;
  EXPECT_EQ("\n" + Plot(options, {Points({1, 2}, {0, 0})}), R"(
  1 ┤
    │
0.5 ┤
    │
  0 ┤o                           o
    └┬─────────────┬─────────────┬
     1            1.5            2
)");
}

TEST(Plot, WrapsALongLegend) {
  std::vector<Series> series(5);
  for (int i = 0; i < 5; ++i) {
    series[i].label = "series " + std::to_string(i);
    series[i].marker = static_cast<char>('a' + i);
  }
  series[3].label = "";
  EXPECT_THAT(Plot(SmallPlot(), series),
              HasSubstr("\n a series 0   b series 1\n"
                        " c series 2   e series 4\n"));
}

TEST(Plot, LeavesOutNegativeDosesOnALogarithmicAxis) {
  PlotOptions options = SmallPlot();
  options.log_x = true;
  const std::string plot = Plot(options, {Points({-1, 1, 10}, {7, 1, 2})});
  EXPECT_EQ(std::count(plot.begin(), plot.end(), 'o'), 2);
  EXPECT_THAT(plot, Not(HasSubstr("7")));
}

TEST(Plot, PutsEachPointInItsCell) {
  PlotOptions options = SmallPlot();
  options.y_low = 0;
  options.y_high = 4;
  // 5 rows of 4 dots; 31 columns.
  for (int row = 0; row < 5; ++row) {
    const double y = 4 - row;
    const std::vector<std::string> lines = absl::StrSplit(
        Plot(options, {Points({0, 30}, {y, 0}), Points({0}, {kNan})}), '\n');
    EXPECT_EQ(lines[row].find('o'), std::string("0 ┤").size()) << row;
  }
}

// Anything may come from a file or a model that went astray.
TEST(Plot, SurvivesAnyNumbers) {
  const double kOdd[] = {0,      -0.0,      1,      -1,     kNan,   kInf,
                         -kInf,  1e308,     -1e308, 5e-324, 1e-300, 1e299,
                         -1e299, 1 + 1e-15, 3,      1e10,   0.1,    2.2e-308};
  std::mt19937 random(1);
  const auto odd = [&] { return kOdd[random() % std::size(kOdd)]; };
  for (int i = 0; i < 20000; ++i) {
    PlotOptions options = SmallPlot();
    options.log_x = i % 2 == 1;
    options.ascii = i % 3 == 1;
    if (i % 5 == 1) options.y_low = odd();
    if (i % 7 == 1) options.y_high = odd();
    std::vector<Series> series(2);
    for (Series& s : series) {
      s.line = random() % 2 == 0;
      for (auto n = random() % 4; n > 0; --n) {
        s.x.push_back(odd());
        s.y.push_back(odd());
      }
    }
    const std::string plot = Plot(options, series);
    EXPECT_EQ(std::count(plot.begin(), plot.end(), '\n'), 7);
    for (const absl::string_view line : absl::StrSplit(plot, '\n')) {
      ASSERT_LE(DisplayWidth(line), options.width) << plot;
    }
    ASSERT_THAT(plot, Not(HasSubstr("nan")));
    ASSERT_THAT(plot, Not(HasSubstr("inf")));
  }
}

TEST(PlotDeathTest, StopsAtAnXWithoutY) {
  EXPECT_DEATH(Plot(SmallPlot(), {Line({0, 1}, {0})}), "");
}

TEST(Bar, FillsEighthsOfACharacter) {
  EXPECT_EQ(Bar(0, 4), "    ");
  EXPECT_EQ(Bar(1 / 32.0, 4), "▏   ");
  EXPECT_EQ(Bar(0.5, 4), "██  ");
  EXPECT_EQ(Bar(0.6, 4), "██▍ ");
  EXPECT_EQ(Bar(31 / 32.0, 4), "███▉");
  EXPECT_EQ(Bar(1, 4), "████");
}

TEST(Bar, ShowsAnythingAboveZero) {
  EXPECT_EQ(Bar(1e-9, 4), "▏   ");
  EXPECT_EQ(Bar(1e-9, 4, /*ascii=*/true), "#   ");
}

TEST(Bar, DrawsInAscii) {
  EXPECT_EQ(Bar(0.5, 4, /*ascii=*/true), "##  ");
  EXPECT_EQ(Bar(1, 4, /*ascii=*/true), "####");
}

TEST(Bar, StaysInItsWidth) {
  EXPECT_EQ(Bar(7, 3), "███");
  EXPECT_EQ(Bar(kInf, 3), "███");
  EXPECT_EQ(Bar(-1, 3), "   ");
  EXPECT_EQ(Bar(kNan, 3), "   ");
  EXPECT_EQ(Bar(0.5, 0), "");
  EXPECT_EQ(Bar(0.5, -1), "");
  for (int i = 0; i <= 1000; ++i) {
    EXPECT_EQ(DisplayWidth(Bar(i / 1000.0, 7)), 7) << i;
  }
}

}  // namespace
}  // namespace regulon
