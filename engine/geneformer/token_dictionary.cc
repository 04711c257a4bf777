#include "engine/geneformer/token_dictionary.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/expression/ensembl_id.h"
#include "engine/json.h"
#include "engine/status.h"

namespace regulon {
namespace {

template <typename... Parts>
absl::Status Wrong(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

bool IsSpecial(absl::string_view name) {
  return absl::StartsWith(name, "<") && absl::EndsWith(name, ">");
}

// In the order of their names, so that of several errors the same one is told.
absl::StatusOr<std::map<std::string, double>> ReadNumbers(
    absl::string_view text, absl::string_view name) {
  ASSIGN_OR_RETURN(const google::protobuf::Struct object,
                   ParseJsonObject(text, name));
  std::map<std::string, google::protobuf::Value> members(
      object.fields().begin(), object.fields().end());
  std::map<std::string, double> numbers;
  for (const auto& [key, value] : members) {
    if (value.kind_case() != google::protobuf::Value::kNumberValue) {
      return Wrong(name, ": '", key, "' has something else than a number");
    }
    if (key.empty()) return Wrong(name, ": a gene has no name; give it its id");
    numbers.emplace(key, value.number_value());
  }
  return numbers;
}

}  // namespace

absl::StatusOr<TokenDictionary> TokenDictionary::FromJson(
    absl::string_view text, absl::string_view name, int64_t vocabulary) {
  using Numbers = std::map<std::string, double>;
  ASSIGN_OR_RETURN(const Numbers numbers, ReadNumbers(text, name));
  TokenDictionary dictionary;
  dictionary.source_ = std::string(name);
  dictionary.names_.resize(vocabulary);
  for (const auto& [key, number] : numbers) {
    if (number != std::floor(number) || number < 0) {
      return Wrong(name, ": '", key, "' has the id ", number,
                   "; ids are whole numbers from 0 on");
    }
    if (number >= static_cast<double>(vocabulary)) {
      return Wrong(name, ": '", key, "' has the id ", number,
                   ", and the model's vocabulary ends at ", vocabulary - 1,
                   "; give the dictionary of this model");
    }
    const auto token = static_cast<int32_t>(number);
    std::string& taken = dictionary.names_[token];
    if (!taken.empty()) {
      return Wrong(name, ": '", taken, "' and '", key, "' have the same id ",
                   token, "; each needs its own");
    }
    if (IsSpecial(key)) {
      taken = key;
      if (key == "<cls>") dictionary.cls_ = token;
      if (key == "<eos>") dictionary.eos_ = token;
      continue;
    }
    taken = WithoutVersion(key);
    ++dictionary.genes_;
    if (!dictionary.ids_.AddId(taken, token).ok()) {
      return Wrong(name, ": gene '", taken, "' is there twice, '", key,
                   "' being one of them; keep one");
    }
  }
  if (dictionary.genes_ == 0) {
    return Wrong(name,
                 ": no gene in it; a dictionary of tokens has lines as "
                 "\"ENSG00000000003\": 4");
  }
  return dictionary;
}

int32_t TokenDictionary::TokenOf(const std::string& gene) const {
  return ids_.FindId(WithoutVersion(gene));
}

bool TokenDictionary::IsGene(int32_t token) const {
  return !names_[token].empty() && !IsSpecial(names_[token]);
}

absl::StatusOr<GeneMedians> ReadMedians(absl::string_view text,
                                        absl::string_view name,
                                        const TokenDictionary& dictionary) {
  using Numbers = std::map<std::string, double>;
  ASSIGN_OR_RETURN(const Numbers numbers, ReadNumbers(text, name));
  GeneMedians medians;
  medians.source = std::string(name);
  medians.of_token.resize(dictionary.vocabulary());
  int64_t known = 0;
  for (const auto& [gene, median] : numbers) {
    if (!(median > 0)) {
      return Wrong(name, ": gene '", gene, "' has the median ", median,
                   "; it must be above 0, as one of cells that express it");
    }
    const int32_t token = dictionary.TokenOf(gene);
    if (token == TokenDictionary::kNoToken) {
      ++medians.not_in_dictionary;
      continue;
    }
    if (medians.of_token[token] != 0) {
      return Wrong(name, ": gene '", dictionary.NameOf(token),
                   "' has two medians, '", gene,
                   "' being one of them; keep "
                   "one");
    }
    medians.of_token[token] = median;
    ++known;
  }
  if (known == 0) {
    return Wrong(name, ": no gene of ", dictionary.source(),
                 " has a median in it; give the two files of one model");
  }
  medians.genes_without = dictionary.genes() - known;
  return medians;
}

}  // namespace regulon
