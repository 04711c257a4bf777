#include "engine/fit/domains_from.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct Row {
  int number;              // from 1
  absl::string_view text;  // the line
  std::vector<absl::string_view> cells;
};

template <typename... Words>
absl::Status Wrong(const Words&... words) {
  return absl::InvalidArgumentError(absl::StrCat(words...));
}

template <typename... Words>
absl::Status WrongCell(const SourceText& source, const Row& row, size_t cell,
                       const Words&... words) {
  const size_t column0 = cell < row.cells.size()
                             ? row.cells[cell].data() - row.text.data()
                             : row.text.size();
  return Wrong(source.path, ":", row.number, ":", column0 + 1, ": ", words...);
}

// Lines that hold data, cut at tabs, or at blanks where there is no tab.
std::vector<Row> RowsOf(const SourceText& source) {
  absl::string_view text = source.text;
  absl::ConsumePrefix(&text, "\xef\xbb\xbf");  // a byte order mark
  const char end = absl::StrContains(text, '\n') ? '\n' : '\r';
  std::vector<Row> rows;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, end)) {
    ++number;
    absl::ConsumeSuffix(&line, "\r");
    if (absl::StripAsciiWhitespace(line).empty() || line[0] == '#') continue;
    Row row = {number, line, {}};
    if (absl::StrContains(line, '\t')) {
      row.cells = absl::StrSplit(line, '\t');
      for (absl::string_view& cell : row.cells) {
        cell = absl::StripAsciiWhitespace(cell);
      }
    } else {
      row.cells = absl::StrSplit(line, ' ', absl::SkipEmpty());
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

struct Interval {
  absl::string_view contig, name;
  absl::string_view strand;
  int64_t start0, end0;
};

absl::StatusOr<Interval> IntervalOf(const SourceText& source, const Row& row) {
  if (row.cells.size() < 3) {
    return WrongCell(source, row, 3,
                     "a line of BED has a sequence, a start and an end");
  }
  Interval interval = {row.cells[0], "", "", 0, 0};
  for (const int cell : {1, 2}) {
    int64_t& bound = cell == 1 ? interval.start0 : interval.end0;
    if (!absl::SimpleAtoi(row.cells[cell], &bound) || bound < 0) {
      return WrongCell(source, row, cell, "'", row.cells[cell],
                       "' is not a place in a sequence; BED counts bases from "
                       "0");
    }
  }
  if (interval.start0 >= interval.end0) {
    return WrongCell(source, row, 2, "an interval that ends at ", interval.end0,
                     " cannot start at ", interval.start0,
                     "; the end is the base after the last");
  }
  if (row.cells.size() > 3) interval.name = row.cells[3];
  if (row.cells.size() > 5) interval.strand = row.cells[5];
  return interval;
}

absl::StatusOr<std::vector<std::pair<Row, Interval>>> ReadBed(
    const SourceText& source) {
  std::vector<std::pair<Row, Interval>> bed;
  for (Row& row : RowsOf(source)) {
    if (row.cells[0] == "track" || row.cells[0] == "browser") continue;
    ASSIGN_OR_RETURN(const Interval interval, IntervalOf(source, row));
    bed.emplace_back(std::move(row), interval);
  }
  return bed;
}

int64_t PlaceOf(const Interval& gene) {
  if (gene.strand == "+") return gene.start0;
  if (gene.strand == "-") return gene.end0 - 1;
  return gene.start0 + (gene.end0 - gene.start0) / 2;
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
  for (const auto& [row, interval] : bed) {
    const bool named = !interval.name.empty() && interval.name != ".";
    std::string name = named
                           ? std::string(interval.name)
                           : absl::StrCat(interval.contig, ":", interval.start0,
                                          "-", interval.end0);
    if (!names.insert(name).second) {
      return WrongCell(source, row, named ? 3 : 0, "a second domain is called ",
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
  std::vector<const Interval*> place(genes.size());
  std::vector<std::string> again, nowhere, outside;
  for (const auto& [row, interval] : places) {
    if (interval.name.empty()) {
      return WrongCell(coordinates, row, 3,
                       "this line names no gene; column 4 is its id");
    }
    const auto found = index.find(interval.name);
    if (found == index.end()) continue;
    const Interval*& of_gene = place[found->second];
    if (of_gene == nullptr) {
      of_gene = &interval;
    } else {
      again.emplace_back(interval.name);
    }
  }
  std::vector<int> domain(genes.size(), -1);
  for (size_t g = 0; g < genes.size(); ++g) {
    if (place[g] == nullptr) {
      nowhere.push_back(genes[g]);
      continue;
    }
    domain[g] = read.Smallest(place[g]->contig, PlaceOf(*place[g]));
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
  const std::vector<Row> rows = RowsOf(list);
  for (const Row& row : rows) {
    if (row.cells.size() < 2 || row.cells[0].empty() || row.cells[1].empty()) {
      return WrongCell(list, row, 1,
                       "a line names a domain and, after a tab, a gene of it");
    }
    const bool heading = absl::EqualsIgnoreCase(row.cells[1], "gene") ||
                         absl::EqualsIgnoreCase(row.cells[1], "target");
    if (std::exchange(first, false) && heading) continue;
    const auto [named, is_new] = number.emplace(row.cells[0], names.size());
    if (is_new) names.emplace_back(row.cells[0]);
    const auto found = index.find(row.cells[1]);
    if (found == index.end()) {
      unknown.emplace_back(row.cells[1]);
      continue;
    }
    int& of_gene = domain[found->second];
    if (of_gene < 0) {
      of_gene = named->second;
    } else if (of_gene != named->second) {
      again.emplace_back(row.cells[1]);
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
