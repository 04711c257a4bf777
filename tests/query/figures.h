// The figures of a ledger, to be asked for by name.
#ifndef REGULON_TESTS_QUERY_FIGURES_H_
#define REGULON_TESTS_QUERY_FIGURES_H_

#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/query/active.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {

using Levels = std::map<std::string, double>;

class Figures {
 public:
  Figures(const reference::OpenedGenome& genome,
          std::vector<proto::Context> contexts,
          const ActiveOptions& options = ActiveOptions()) {
    for (size_t i = 0; i < contexts.size(); ++i) {
      if (contexts[i].name().empty()) contexts[i].set_name(absl::StrCat(i));
      names_.push_back(contexts[i].name());
    }
    const auto figures =
        Active(genome.cell(), genome.Convert(contexts), options);
    EXPECT_TRUE(figures.ok()) << figures.status();
    for (const Figure& f : *figures) {
      EXPECT_TRUE(
          values_.emplace(Key(f.context, f.scope, f.figure), f.value).second)
          << f.context << " " << f.scope << " " << f.figure;
    }
  }

  // "all" unless told.
  double At(const std::string& context, const std::string& figure,
            const std::string& scope = "all") const {
    const auto found = values_.find(Key(context, scope, figure));
    if (found != values_.end()) return found->second;
    ADD_FAILURE() << "no " << context << " " << scope << " " << figure;
    return std::nan("");
  }
  bool Has(const std::string& context, const std::string& figure,
           const std::string& scope = "all") const {
    return values_.count(Key(context, scope, figure)) == 1;
  }
  // Active parameters: all, dense, router, expert.
  std::vector<double> ActiveAt(const std::string& context,
                               const std::string& scope = "all") const {
    std::vector<double> active;
    for (const char* kind : {"total", "dense", "router", "expert"}) {
      active.push_back(At(context, absl::StrCat(kind, "_active"), scope));
    }
    return active;
  }

  using Key = std::tuple<std::string, std::string, std::string>;
  const std::map<Key, double>& values() const { return values_; }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::map<Key, double> values_;
  std::vector<std::string> names_;
};

inline std::vector<double> Counts(double total, double dense, double router,
                                  double expert) {
  return {total, dense, router, expert};
}

inline proto::Context Named(const std::string& name, const Levels& levels) {
  proto::Context context = reference::ContextOf(levels);
  context.set_name(name);
  return context;
}

}  // namespace regulon

#endif  // REGULON_TESTS_QUERY_FIGURES_H_
