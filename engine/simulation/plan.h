// A network, its kinetics and a question as flat tables that trajectories run
// over. Immutable; shared by all threads.
//
// A channel is one rate of one variable in one direction. It is open while its
// condition holds and the variable is where the direction begins; then it
// fires at its rate. Rates of one binary exponent form a class, in which a rate
// is an integer, so that the sum over the open channels of a class is exact
// whatever the order (composition-rejection: Slepoy, Thompson & Plimpton 2008,
// doi 10.1063/1.2919546).
#ifndef REGULON_ENGINE_SIMULATION_PLAN_H_
#define REGULON_ENGINE_SIMULATION_PLAN_H_

#include <cstdint>
#include <vector>

#include "engine/logic/network.h"
#include "engine/logic/system.h"
#include "engine/simulation/kinetics.h"

namespace regulon {

// Something that happens to a variable in every trajectory.
struct Event {
  enum Kind { kSet, kHold, kRelease };
  double time;  // in windows
  Kind kind;
  int variable;
  double probability;  // kSet and kHold: of 1, else 0
};

struct Plan {
  // A list per row: the items of row i are first[i] .. first[i + 1] - 1.
  template <typename T>
  struct Rows {
    std::vector<uint32_t> first;
    std::vector<T> items;
    const T* begin(size_t row) const { return items.data() + first[row]; }
    const T* end(size_t row) const { return items.data() + first[row + 1]; }
  };
  struct Wire {
    int64_t weight;
    uint32_t element;
  };
  struct Channel {
    uint32_t variable;
    uint32_t mantissa;  // rate = mantissa * scale of its class, < 2^24
    uint16_t rate_class;
    uint8_t begins;  // the variable's value before: 0 goes up, 1 goes down
  };
  struct Class {
    double scale;      // per window
    uint32_t largest;  // mantissa
    bool equal;        // all mantissas are
    uint32_t first;    // its channels' places in a list of all
  };

  int variables = 0, elements = 0, windows = 0;
  bool discrete = false;

  std::vector<int64_t> minus_need;      // [elements]; on iff this + inputs >= 0
  std::vector<uint8_t> reads_elements;  // [elements]
  Rows<Wire> wires;                     // [variables + elements]: what reads it
  Rows<uint32_t> drives;                // [elements] variables it turns on
  std::vector<Channel> channels;        // those of a variable together
  std::vector<uint32_t> channel_first;  // [variables + 1]
  Rows<uint32_t> gates;                 // [elements] channels of that condition
  Rows<uint32_t> rule_gates;            // [variables] channels of its own rule
  std::vector<uint8_t> open_off;        // [channels] condition while all is off
  std::vector<Class> classes;

  std::vector<uint8_t> start;       // [variables] where nothing is drawn
  std::vector<int> coins;           // variables that are on with 1/2
  std::vector<InitialGroup> draws;  // of several outcomes
  std::vector<uint8_t> held;        // [variables] from the beginning
  std::vector<Event> events;        // in the order of time, before the end

  std::vector<int> visible;            // ascending; make up the states
  std::vector<int32_t> visible_place;  // [variables] -1: not visible
  std::vector<uint64_t> hash_key;      // [variables]
};

// A question, its variables those of the network.
struct SimulationQuestion {
  double time_tick = 0;  // length of a window, > 0
  int windows = 0;       // >= 1
  bool discrete = false;
  std::vector<int> visible;
  std::vector<Held> held;  // clamps
  std::vector<Held> set;   // first values in place of the genome's
  bool from_given = false;
  std::vector<int> from;      // if given: these start on, all others off
  std::vector<Event> events;  // times in the genome's unit; any order
};

Plan MakePlan(const Network& network, const Kinetics& kinetics,
              const SimulationQuestion& question);

}  // namespace regulon

#endif  // REGULON_ENGINE_SIMULATION_PLAN_H_
