// What the tokens of a Geneformer-type model stand for, and the medians that
// its genes' expression is divided by (Theodoris et al. 2023), both as JSON.
//
//   ASSIGN_OR_RETURN(const TokenDictionary dictionary,
//                    TokenDictionary::FromJson(text, "tokens.json", 25426));
//   const int32_t token = dictionary.TokenOf("ENSG00000102145");
#ifndef REGULON_ENGINE_GENEFORMER_TOKEN_DICTIONARY_H_
#define REGULON_ENGINE_GENEFORMER_TOKEN_DICTIONARY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/genome/vocabulary.h"

namespace regulon {

// Immutable.
class TokenDictionary {
 public:
  static constexpr int32_t kNoToken = -1;

  // {"ENSG00000000003": 4, "<pad>": 0, ...}: a name in angle brackets is that
  // of a special token, any other of a gene, whose Ensembl id may have a
  // version. InvalidArgument beginning with `name`, what messages call the
  // text, for an id that is no whole number of 0 .. vocabulary - 1, for two
  // names of one id, two ids of one gene, and where there is no gene.
  static absl::StatusOr<TokenDictionary> FromJson(absl::string_view text,
                                                  absl::string_view name,
                                                  int64_t vocabulary);

  const std::string& source() const { return source_; }  // `name`
  int64_t vocabulary() const { return static_cast<int64_t>(names_.size()); }
  int64_t genes() const { return genes_; }

  // Of a gene, with or without its version; kNoToken for what is none.
  int32_t TokenOf(const std::string& gene) const;
  // "" for an id that stands for nothing.
  const std::string& NameOf(int32_t token) const { return names_[token]; }
  bool IsGene(int32_t token) const;

  // What encloses a cell where both are there (version 2 of Geneformer).
  int32_t cls() const { return cls_; }
  int32_t eos() const { return eos_; }

 private:
  TokenDictionary() = default;

  std::string source_;
  std::vector<std::string> names_;  // [vocabulary]
  Vocabulary ids_{"gene"};
  int64_t genes_ = 0;
  int32_t cls_ = kNoToken, eos_ = kNoToken;
};

struct GeneMedians {
  std::string source;             // what messages call the file
  std::vector<double> of_token;   // [vocabulary]; 0: the token has none
  int64_t genes_without = 0;      // of the dictionary
  int64_t not_in_dictionary = 0;  // medians that are left aside
};

// {"ENSG00000000003": 1.87, ...}: of each gene, the median of its expression
// where it is expressed, in counts of a cell that has 10,000 in all.
// InvalidArgument beginning with `name` for what is no number above 0, for two
// of one gene and where no gene of the dictionary has one.
absl::StatusOr<GeneMedians> ReadMedians(absl::string_view text,
                                        absl::string_view name,
                                        const TokenDictionary& dictionary);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENEFORMER_TOKEN_DICTIONARY_H_
