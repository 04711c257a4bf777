#include "tests/cli/program.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace regulon {
namespace {

constexpr char kProgram[] = "engine/cli/regulon";

void Redirect(const char* path, int flags, int to) {
  const int from = open(path, flags, 0644);
  if (from < 0 || dup2(from, to) < 0) _exit(127);
  close(from);
}

[[noreturn]] void Execute(const Arguments& arguments) {
  std::vector<char*> argv = {const_cast<char*>(kProgram)};
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGPIPE, SIG_DFL);
  execv(kProgram, argv.data());
  _exit(127);
}

int WaitFor(pid_t process) {
  int status = 0;
  waitpid(process, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Outcome Regulon(const Arguments& arguments, const Surroundings& around) {
  const std::string in = WriteFile("stdin", around.input);
  const std::string out = InTestFolder("stdout"), err = InTestFolder("stderr");
  const pid_t process = fork();
  if (process == 0) {
    const int fresh = O_WRONLY | O_CREAT | O_TRUNC;
    Redirect(in.c_str(), O_RDONLY, STDIN_FILENO);
    if (around.out.empty()) {
      Redirect(out.c_str(), fresh, STDOUT_FILENO);
    } else {
      Redirect(around.out.c_str(), O_WRONLY, STDOUT_FILENO);
    }
    Redirect(err.c_str(), fresh, STDERR_FILENO);
    if (around.most_bytes > 0) {
      const auto bytes = static_cast<rlim_t>(around.most_bytes);
      const rlimit limit = {bytes, bytes};
      setrlimit(RLIMIT_FSIZE, &limit);
    }
    Execute(arguments);
  }
  Outcome outcome;
  outcome.status = WaitFor(process);
  if (around.out.empty()) outcome.out = ReadWholeFile(out);
  outcome.err = ReadWholeFile(err);
  return outcome;
}

Started::Started(const Arguments& arguments) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  process_ = fork();
  if (process_ == 0) {
    Redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    dup2(ends[1], STDOUT_FILENO);
    Redirect("/dev/null", O_WRONLY, STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    Execute(arguments);
  }
  close(ends[1]);
  output_ = ends[0];
}

Started::~Started() {
  CloseOutput();
  if (process_ > 0) {
    Signal(SIGKILL);
    Wait();
  }
}

std::string Started::Read(size_t bytes) {
  std::string text(bytes, '\0');
  size_t done = 0;
  while (done < bytes) {
    const ssize_t got = read(output_, &text[done], bytes - done);
    if (got <= 0) break;
    done += got;
  }
  text.resize(done);
  return text;
}

void Started::CloseOutput() {
  if (output_ >= 0) close(output_);
  output_ = -1;
}

void Started::Signal(int signal) { kill(process_, signal); }

int Started::Wait() {
  const int status = WaitFor(process_);
  process_ = 0;
  return status;
}

std::string InTestFolder(const std::string& name) {
  return std::string(std::getenv("TEST_TMPDIR")) + "/" + name;
}

std::string WriteFile(const std::string& name, const std::string& content) {
  const std::string path = InTestFolder(name);
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> FilesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace regulon
