#include "engine/attractors/straight_line.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::SizeIs;

class StraightLineTest : public ::testing::Test {
 protected:
  Circuit c_{3};
  const Literal x_ = c_.Variable(0), y_ = c_.Variable(1), z_ = c_.Variable(2);

  std::vector<Instruction::Kind> KindsOf(Literal function) {
    std::vector<Instruction::Kind> kinds;
    for (const Instruction& i : MakeStraightLine(c_, {function}).instructions) {
      kinds.push_back(i.kind);
    }
    return kinds;
  }
};

TEST_F(StraightLineTest, AVariableNeedsNoInstruction) {
  const StraightLine line = MakeStraightLine(c_, {y_, kFalse});
  EXPECT_THAT(line.instructions, SizeIs(0));
  EXPECT_THAT(line.results, ::testing::ElementsAre(1, 3));
}

TEST_F(StraightLineTest, AnExclusiveOrIsOneInstruction) {
  EXPECT_THAT(KindsOf(c_.Xor(x_, y_)),
              ::testing::ElementsAre(Instruction::kXor));
}

TEST_F(StraightLineTest, AChoiceIsOneInstruction) {
  const auto kinds = KindsOf(c_.IfElse(x_, y_, z_));
  ASSERT_FALSE(kinds.empty());
  EXPECT_EQ(kinds[0], Instruction::kMux);
}

TEST_F(StraightLineTest, NegatedInputsNeedNoInstructionOfTheirOwn) {
  EXPECT_THAT(KindsOf(c_.And(Not(x_), y_)),
              ::testing::ElementsAre(Instruction::kAndNot));
  EXPECT_THAT(KindsOf(c_.Or(x_, y_)), ::testing::ElementsAre(Instruction::kOr));
}

TEST_F(StraightLineTest, AnAndThatOthersReadIsNotHiddenInAChoice) {
  const Literal both = c_.And(x_, y_);
  const Literal choice = c_.Or(both, c_.And(Not(x_), z_));
  EXPECT_THAT(MakeStraightLine(c_, {both, choice}).instructions, SizeIs(3));
}

TEST(StraightLine, UsesSlotsAgain) {
  Circuit circuit(2);
  Literal f = circuit.Variable(0);
  for (int i = 0; i < 100; ++i) {
    f = circuit.And(Not(f), circuit.Variable(i % 2));
    f = circuit.And(Not(f), Not(circuit.Variable((i + 1) % 2)));
  }
  EXPECT_LE(MakeStraightLine(circuit, {f}).slots, 6);
}

}  // namespace
}  // namespace regulon
