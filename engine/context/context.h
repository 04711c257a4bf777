// What a cell brings to a query: the levels of its regulators, its chromatin,
// its memory, and what was edited of its genome.
//
//   Context context(genome, "induced");
//   RETURN_IF_ERROR(context.Set("LacI", 260));  // in the regulator's own unit
//   RETURN_IF_ERROR(context.Set("IPTG", 50));
//   RETURN_IF_ERROR(context.ForceElement("lacO3", 0));  // deleted
//
// Names are looked up when they are set; the genome must outlive the context.
// The genome is never changed: an edited context is a copy of another.
#ifndef REGULON_ENGINE_CONTEXT_CONTEXT_H_
#define REGULON_ENGINE_CONTEXT_CONTEXT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/context/contacts.h"
#include "engine/genome/genome.h"

namespace regulon {

class Context {
 public:
  Context(const Genome& genome, std::string name);
  // As a new one of this name, in the memory that it has.
  void Restart(absl::string_view name);

  // NotFound or FailedPrecondition for an unknown or ambiguous name,
  // InvalidArgument for a level that the unit does not allow.
  absl::Status Set(absl::string_view regulator, double level);
  absl::Status SetIndex(int regulator, double level);
  // Also holds the level against what the regulator's gene expresses.
  absl::Status Clamp(absl::string_view regulator, double level);
  absl::Status ClampIndex(int regulator, double level);
  // Gives it the level of zero activity, in whatever unit.
  void Silence(int regulator);
  // Holds the level that it has.
  void Hold(int regulator);
  // Nats, in place of the element's basal accessibility.
  absl::Status SetAccessibility(absl::string_view element, double nats);
  absl::Status SetMemory(absl::string_view domain, double memory);  // 0..1
  absl::Status SetGain(double gain);                                // > 0
  absl::Status SetTemperature(double temperature);                  // > 0
  // What its threshold rises by.
  absl::Status ShiftThreshold(absl::string_view domain, double by);
  // Its activity g, whatever binds it; 0: deleted.
  absl::Status ForceElement(absl::string_view element, double activity);
  absl::Status ForceElementIndex(int element, double activity);
  // The signal of a mark at an element, 0 where not set.
  absl::Status SetMark(absl::string_view mark, absl::string_view element,
                       double signal);
  // In place of the stored contact of an element with a gene that it acts on.
  absl::Status SetContact(absl::string_view element, absl::string_view gene,
                          double contact);
  // Counted from 0. An empty contig: the element's own.
  absl::Status MoveElement(absl::string_view element, absl::string_view contig,
                           int64_t center0);
  absl::Status CutBoundary(absl::string_view boundary);
  // The same for many at once, of values that the setters above take. Spans of
  // [elements], others stop the program; NaN: left as it is.
  void SetAccessibilities(absl::Span<const float> nats);
  void SetSignals(int mark, absl::Span<const float> signals);
  void SetContacts(absl::Span<const ContactEdits::Given> contacts);
  // Opens, of the routed domains, those marked 1 in [domains] and no other,
  // whatever their scores: what another router would be worth. Their router's
  // parameters are read all the same. Another size stops the program.
  void ForceOpen(std::vector<uint8_t> domains);

  // Of the router: a domain opens whatever its score, among those that may open
  // (all of the required do), or stays shut; and at most k open, in place of
  // the genome's own cap. InvalidArgument for a domain that is not routed or
  // both, and where k is not in 1 .. routed domains of a layer.
  absl::Status Require(absl::string_view domain);
  absl::Status Forbid(absl::string_view domain);
  absl::Status SetTopK(int64_t k);

  const std::string& name() const { return name_; }
  void set_name(std::string name) { name_ = std::move(name); }
  // Per regulator, in its unit; NaN: not given.
  absl::Span<const double> levels() const { return levels_; }
  bool held(int regulator) const { return held_[regulator]; }
  bool holds_any() const { return holds_any_; }
  // What development writes back: any finite level.
  void Feed(int regulator, double level) { levels_[regulator] = level; }
  absl::Span<const float> accessibility() const { return accessibility_; }
  absl::Span<const float> memory() const { return memory_; }
  double gain() const { return gain_; }
  double temperature() const { return temperature_; }
  // [domains]; or empty: none.
  absl::Span<const float> threshold_shift() const { return threshold_shift_; }
  // [elements], NaN where not forced; or empty: none.
  absl::Span<const float> forced_elements() const { return forced_elements_; }
  // [marks][elements]; or empty: no mark given.
  absl::Span<const std::vector<float>> marks() const { return marks_; }
  const ContactEdits& contacts() const { return contacts_; }
  absl::Span<const uint8_t> forced_open() const { return forced_open_; }
  // [domains] 0 or 1; or empty: none.
  absl::Span<const uint8_t> required() const { return required_; }
  absl::Span<const uint8_t> forbidden() const { return forbidden_; }
  int top_k() const { return top_k_; }  // 0: as the genome says
  // Whether one reading tells them apart by nothing but levels; to the bit.
  bool SameButLevels(const Context& other) const;

 private:
  absl::Status MarkRouted(absl::string_view domain,
                          absl::Span<const uint8_t> not_in,
                          std::vector<uint8_t>& domains);

  const Genome* genome_;
  std::string name_;
  std::vector<double> levels_;
  std::vector<bool> held_;
  bool holds_any_ = false;
  std::vector<float> accessibility_;  // empty: none given
  std::vector<float> memory_;         // empty: none given
  double gain_ = 1, temperature_ = 1;
  std::vector<float> threshold_shift_;     // empty: none
  std::vector<float> forced_elements_;     // empty: none
  std::vector<std::vector<float>> marks_;  // empty: none given
  ContactEdits contacts_;
  std::vector<uint8_t> forced_open_;  // empty: by the router
  std::vector<uint8_t> required_, forbidden_;
  int top_k_ = 0;
};

// Genome::regulators().Find with a suggestion for a name that is not known only
// while few are: a table of a whole transcriptome has thousands of them, and
// the search for a suggestion looks at every name.
absl::StatusOr<int> FindRegulator(const Genome& genome, absl::string_view name,
                                  size_t unknown_before);

// Index of an element or boundary; NotFound with a suggestion.
absl::StatusOr<int> FindElement(const Genome& genome, absl::string_view id);
absl::StatusOr<int> FindBoundary(const Genome& genome, absl::string_view id);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTEXT_CONTEXT_H_
