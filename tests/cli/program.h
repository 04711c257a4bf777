// The program as a user runs it: arguments in, status and text out.
//
//   EXPECT_EQ(Regulon({"express", "models/laci_o2.regulon"}).status, 0);
#ifndef REGULON_TESTS_CLI_PROGRAM_H_
#define REGULON_TESTS_CLI_PROGRAM_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace regulon {

using Arguments = std::vector<std::string>;

struct Outcome {
  int status = 0;  // what it exited with; -signal if one ended it
  std::string out, err;
};

struct Surroundings {
  std::string input;  // on the standard input
  std::string out;    // where the standard output goes, in place of Outcome
  int64_t most_bytes = 0;  // of any file that it writes; 0: no limit
};

Outcome Regulon(const Arguments& arguments, const Surroundings& around = {});

// A program that runs on beside the test.
class Started {
 public:
  // Its standard output is a pipe to be read from, the others go nowhere.
  explicit Started(const Arguments& arguments);
  ~Started();
  Started(const Started&) = delete;

  std::string Read(size_t bytes);  // waits for them
  void CloseOutput();
  void Signal(int signal);
  int Wait();  // Outcome::status

 private:
  pid_t process_;
  int output_;
};

// Of this test.
std::string InTestFolder(const std::string& name);
std::string WriteFile(const std::string& name, const std::string& content);
std::string ReadWholeFile(const std::string& path);
std::vector<std::string> FilesIn(const std::string& folder);  // sorted

}  // namespace regulon

#endif  // REGULON_TESTS_CLI_PROGRAM_H_
