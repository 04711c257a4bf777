#include "engine/fit/domains_from.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "engine/context/intervals.h"
#include "engine/status.h"

namespace regulon {
namespace {

template <typename... Words>
absl::Status Wrong(const Words&... words) {
  return absl::InvalidArgumentError(absl::StrCat(words...));
}

// Lines that hold data.
std::vector<IntervalLine> LinesOf(const SourceText& source) {
  absl::string_view text = source.text;
  absl::ConsumePrefix(&text, "\xef\xbb\xbf");  // a byte order mark
  const char end = absl::StrContains(text, '\n') ? '\n' : '\r';
  std::vector<IntervalLine> lines;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, end)) {
    ++number;
    absl::ConsumeSuffix(&line, "\r");
    IntervalLine cut(source.path, number, line);
    if (cut.has_cells()) lines.push_back(std::move(cut));
  }
  return lines;
}

struct Place {
  Interval interval;
  absl::string_view name, strand;
};

absl::StatusOr<std::vector<std::pair<IntervalLine, Place>>> ReadBed(
    const SourceText& source) {
  std::vector<std::pair<IntervalLine, Place>> bed;
  for (IntervalLine& line : LinesOf(source)) {
    if (line.IsHeading()) continue;
    ASSIGN_OR_RETURN(const Interval interval, line.IntervalAt(0));
    if (interval.start0 == interval.end0) {
      return line.Error(2, "an interval from ", interval.start0,
                        " to its start holds no gene");
    }
    const auto& cells = line.cells();
    const Place place = {interval, cells.size() > 3 ? cells[3] : "",
                         cells.size() > 5 ? cells[5] : ""};
    bed.emplace_back(std::move(line), place);
  }
  return bed;
}

int64_t StartOf(const Place& gene) {
  const Interval& at = gene.interval;
  if (gene.strand == "+") return at.start0;
  if (gene.strand == "-") return at.end0 - 1;
  return at.start0 + (at.end0 - at.start0) / 2;
}

absl::flat_hash_map<absl::string_view, int> IndexOf(
    absl::Span<const std::string> genes) {
  absl::flat_hash_map<absl::string_view, int> index;
  for (size_t g = 0; g < genes.size(); ++g) index.emplace(genes[g], g);
  return index;
}

// Things by number, those that no gene belongs to left out.
NamedDomains Named(const std::vector<int>& thing_of,
                   const std::vector<std::string>& names) {
  NamedDomains domains;
  std::vector<int> number(names.size(), -1);
  for (const int thing : thing_of) {
    if (thing >= 0) number[thing] = 0;
  }
  for (size_t i = 0; i < names.size(); ++i) {
    if (number[i] < 0) continue;
    number[i] = static_cast<int>(domains.names.size());
    domains.names.push_back(names[i]);
  }
  for (const int thing : thing_of) {
    domains.domain.push_back(thing < 0 ? -1 : number[thing]);
  }
  return domains;
}

// "PATH: 3 genes have no coordinates: A, B, C"; nothing for none.
void NoteGenes(const SourceText& source, const char* what,
               const std::vector<std::string>& genes,
               std::vector<std::string>& notes) {
  if (genes.empty()) return;
  notes.push_back(absl::StrCat(source.path, ": ", genes.size(),
                               genes.size() == 1 ? " gene " : " genes ", what,
                               ": ", ListedNames(genes)));
}

struct Intervals {
  // By sequence, numbers into the file's order.
  absl::flat_hash_map<absl::string_view, std::vector<int>> of_contig;
  std::vector<Interval> all;
  std::vector<std::string> names;

  int Smallest(absl::string_view contig, int64_t place) const {
    const auto found = of_contig.find(contig);
    if (found == of_contig.end()) return -1;
    int smallest = -1;
    int64_t length = 0;
    for (const int i : found->second) {
      const Interval& interval = all[i];
      if (place < interval.start0 || place >= interval.end0) continue;
      if (smallest < 0 || interval.end0 - interval.start0 < length) {
        smallest = i;
        length = interval.end0 - interval.start0;
      }
    }
    return smallest;
  }
};

absl::StatusOr<Intervals> ReadIntervals(const SourceText& source) {
  ASSIGN_OR_RETURN(const auto bed, ReadBed(source));
  Intervals intervals;
  absl::flat_hash_set<std::string> names;
  for (const auto& [line, place] : bed) {
    const bool named = !place.name.empty() && place.name != ".";
    const Interval& interval = place.interval;
    std::string name = named
                           ? std::string(place.name)
                           : absl::StrCat(interval.contig, ":", interval.start0,
                                          "-", interval.end0);
    if (!names.insert(name).second) {
      return line.Error(named ? 3 : 0, "a second domain is called ",
                        ShortName(name),
                        "; give it another name, or leave column 4 out to name "
                        "domains by their place");
    }
    intervals.of_contig[interval.contig].push_back(
        static_cast<int>(intervals.all.size()));
    intervals.all.push_back(interval);
    intervals.names.push_back(std::move(name));
  }
  return intervals;
}

}  // namespace

absl::StatusOr<NamedDomains> DomainsFromBed(absl::Span<const std::string> genes,
                                            const SourceText& coordinates,
                                            const SourceText& intervals) {
  ASSIGN_OR_RETURN(const auto places, ReadBed(coordinates));
  ASSIGN_OR_RETURN(const Intervals read, ReadIntervals(intervals));
  const auto index = IndexOf(genes);
  std::vector<const Place*> place(genes.size());
  std::vector<std::string> again, nowhere, outside;
  for (const auto& [line, gene] : places) {
    if (gene.name.empty()) {
      return line.Error(3, "this line names no gene; column 4 is its id");
    }
    const auto found = index.find(gene.name);
    if (found == index.end()) continue;
    const Place*& of_gene = place[found->second];
    if (of_gene == nullptr) {
      of_gene = &gene;
    } else {
      again.emplace_back(gene.name);
    }
  }
  std::vector<int> domain(genes.size(), -1);
  for (size_t g = 0; g < genes.size(); ++g) {
    if (place[g] == nullptr) {
      nowhere.push_back(genes[g]);
      continue;
    }
    domain[g] = read.Smallest(place[g]->interval.contig, StartOf(*place[g]));
    if (domain[g] < 0) outside.push_back(genes[g]);
  }
  NamedDomains domains = Named(domain, read.names);
  if (domains.names.empty()) {
    return Wrong(intervals.path, ": none of the ", genes.size(),
                 " genes falls in an interval of it; do the two files name "
                 "sequences alike (chr1 or 1), and does ",
                 coordinates.path, " name genes as the expression table does?");
  }
  NoteGenes(coordinates, "without coordinates", nowhere, domains.notes);
  NoteGenes(coordinates, "with a second line, which is not used", again,
            domains.notes);
  NoteGenes(intervals, "in no interval", outside, domains.notes);
  return domains;
}

absl::StatusOr<NamedDomains> DomainsFromRegulons(
    absl::Span<const std::string> genes, const SourceText& list) {
  const auto index = IndexOf(genes);
  std::vector<int> domain(genes.size(), -1);
  std::vector<std::string> names, unknown, again, unlisted;
  absl::flat_hash_map<absl::string_view, int> number;
  bool first = true;
  const std::vector<IntervalLine> lines = LinesOf(list);
  for (const IntervalLine& line : lines) {
    const auto& cells = line.cells();
    if (cells.size() < 2 || cells[0].empty() || cells[1].empty()) {
      return line.Error(1,
                        "a line names a domain and, after a tab, a gene of "
                        "it");
    }
    const bool heading = absl::EqualsIgnoreCase(cells[1], "gene") ||
                         absl::EqualsIgnoreCase(cells[1], "target");
    if (std::exchange(first, false) && heading) continue;
    const auto [named, is_new] = number.emplace(cells[0], names.size());
    if (is_new) names.emplace_back(cells[0]);
    const auto found = index.find(cells[1]);
    if (found == index.end()) {
      unknown.emplace_back(cells[1]);
      continue;
    }
    int& of_gene = domain[found->second];
    if (of_gene < 0) {
      of_gene = named->second;
    } else if (of_gene != named->second) {
      again.emplace_back(cells[1]);
    }
  }
  NamedDomains domains = Named(domain, names);
  if (domains.names.empty()) {
    return Wrong(list.path, ": none of the ", genes.size(),
                 " genes is listed; the second column names them as the "
                 "expression table does");
  }
  for (size_t g = 0; g < genes.size(); ++g) {
    if (domain[g] < 0) unlisted.push_back(genes[g]);
  }
  NoteGenes(list, "without a domain", unlisted, domains.notes);
  NoteGenes(list, "listed for a second domain, which is not used", again,
            domains.notes);
  NoteGenes(list, "that the expression table does not have", unknown,
            domains.notes);
  return domains;
}

absl::Status ClusterTheOthers(const FloatRows& profiles, ClusterOptions options,
                              Workers& workers, NamedDomains& domains) {
  std::vector<int> others;
  for (size_t g = 0; g < domains.domain.size(); ++g) {
    if (domains.domain[g] < 0) others.push_back(static_cast<int>(g));
  }
  if (others.empty()) return absl::OkStatus();
  const int rest = static_cast<int>(others.size());
  const int named = static_cast<int>(domains.names.size());
  if (options.clusters == 0 && named > 0) {
    const double size =
        (static_cast<double>(domains.domain.size()) - rest) / named;
    options.clusters = std::max(1, static_cast<int>(rest / size + 0.5));
  }
  FloatRows taken(rest, profiles.cols());
  for (int i = 0; i < rest; ++i) taken.row(i) = profiles.row(others[i]);
  ASSIGN_OR_RETURN(const Clusters clusters,
                   BalancedClusters(taken, options, workers));
  for (int i = 0; i < rest; ++i) {
    domains.domain[others[i]] = named + clusters.cluster[i];
  }
  const absl::flat_hash_set<std::string> used(domains.names.begin(),
                                              domains.names.end());
  for (int k = 0; k < options.clusters; ++k) {
    std::string name = absl::StrCat("cluster", k + 1);
    while (used.contains(name)) name += "_";
    domains.names.push_back(std::move(name));
  }
  domains.notes.push_back(
      absl::StrCat(rest, rest == 1 ? " gene" : " genes",
                   " in no domain of the file make ", options.clusters,
                   options.clusters == 1 ? " further domain" : " further ones",
                   " by their profiles"));
  return absl::OkStatus();
}

}  // namespace regulon
