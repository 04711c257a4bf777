// Files of domains, as BED and as lists: every gene is in a domain that has a
// name, or in none.

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/fit/domains_from.h"
#include "tests/fuzz/exercise.h"

namespace {

void Check(const absl::StatusOr<regulon::NamedDomains>& domains) {
  using regulon::Require;
  if (!domains.ok()) {
    Require(absl::StartsWith(domains.status().message(), "fuzz"),
            absl::StrCat("an error begins with the file: ",
                         domains.status().message()));
    return;
  }
  std::vector<bool> used(domains->names.size());
  for (const int d : domains->domain) {
    Require(d >= -1 && d < static_cast<int>(used.size()),
            "a gene's domain has a name");
    if (d >= 0) used[d] = true;
  }
  for (const bool of_some_gene : used) {
    Require(of_some_gene, "a domain holds a gene");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> genes = {"A", "B", "C"};
  Check(regulon::DomainsFromRegulons(genes, {"fuzz.tsv", text}));
  Check(regulon::DomainsFromBed(genes, {"fuzz1.bed", text},
                                {"fuzz2.bed", "chr1 0 300\nchr2 0 9\n"}));
  Check(regulon::DomainsFromBed(genes, {"fuzz1.bed", "chr1\t100\t200\tA\n"},
                                {"fuzz2.bed", text}));
  return 0;
}
