#include "observability/access/access_writer.hpp"
#include "tests/support/folder.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

using namespace loadex;
using namespace loadex::observability;

namespace {

config::log_settings only_the_path() {
  config::log_settings how;
  how.access_fields = {config::access_field::path};
  return how;
}

access_entry asking_for(std::string_view target) {
  access_entry e;
  e.about.what = {"GET", target};
  return e;
}

std::string line(const std::string& target) {
  return R"({"path":")" + target + "\"}\n";
}

/// A named pipe with a reader, that has room for one page.
class small_pipe {
public:
  static constexpr int room = 4096; // bytes

  explicit small_pipe(const std::string& path) {
    std::signal(SIGPIPE, SIG_IGN);
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    reader_ = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
    REQUIRE(::fcntl(reader_, F_SETPIPE_SZ, room) == room);
  }
  small_pipe(const small_pipe&) = delete;
  small_pipe& operator=(const small_pipe&) = delete;
  ~small_pipe() { leave(); }

  void leave() {
    if (reader_ >= 0)
      ::close(reader_);
    reader_ = -1;
  }

  /// What has come.
  std::string read() {
    std::string all;
    std::array<char, room> some{};
    for (ssize_t n = 0; (n = ::read(reader_, some.data(), some.size())) > 0;)
      all.append(some.data(), static_cast<std::size_t>(n));
    return all;
  }

private:
  int reader_ = -1;
};

} // namespace

TEST_CASE("an access writer appends its lines to a file, and counts them") {
  const tests::folder here;
  access_writer writer;
  writer.adopt(only_the_path(), std::make_shared<access_file>(here.path("log")));
  writer.add(asking_for("/a"));
  writer.add(asking_for("/b"));
  CHECK(here.read("log").empty());
  CHECK(writer.flush());
  CHECK(here.read("log") == line("/a") + line("/b"));
  CHECK(writer.take_written() == 2);
  CHECK(writer.take_written() == 0);

  access_writer next;
  next.adopt(only_the_path(), std::make_shared<access_file>(here.path("log")));
  next.add(asking_for("/c"));
  CHECK(next.flush());
  CHECK(here.read("log") == line("/a") + line("/b") + line("/c"));
}

TEST_CASE("an access file that cannot be opened is refused by name, a pipe without a reader too") {
  const tests::folder here;
  using Catch::Matchers::Message;
  const auto missing = here.path("no/log");
  CHECK_THROWS_MATCHES(access_file(missing), access_file_failure,
                       Message("cannot write the access log to " + missing + ": No such file or directory"));
  const auto pipe = here.path("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THROWS_MATCHES(access_file(pipe), access_file_failure,
                       Message("cannot write the access log to " + pipe + ": No such device or address"));
}

TEST_CASE("an access log is not for everybody to read") {
  const tests::folder here;
  const access_file file(here.path("log"));
  struct stat found {};
  REQUIRE(::stat(file.name().c_str(), &found) == 0);
  CHECK((found.st_mode & 0007) == 0);
}

TEST_CASE("a file that is opened again has its lines from then on") {
  const tests::folder here;
  access_writer writer;
  writer.adopt(only_the_path(), std::make_shared<access_file>(here.path("log")));
  writer.add(asking_for("/a"));
  CHECK(writer.flush());
  std::filesystem::rename(here.path("log"), here.path("old"));
  writer.add(asking_for("/b"));
  CHECK(writer.flush());
  writer.reopen();
  writer.add(asking_for("/c"));
  CHECK(writer.flush());
  CHECK(here.read("old") == line("/a") + line("/b"));
  CHECK(here.read("log") == line("/c"));
}

TEST_CASE("lines for a disk that is full are dropped and counted, and the reason is known") {
  access_writer writer;
  writer.adopt(only_the_path(), std::make_shared<access_file>("/dev/full"));
  writer.add(asking_for("/a"));
  writer.add(asking_for("/b"));
  CHECK(writer.flush());
  CHECK(writer.take_dropped() == 2);
  CHECK(writer.take_written() == 0);
  CHECK(writer.why() == "No space left on device");
}

TEST_CASE("lines for a pipe that is full wait for its reader, and each comes whole") {
  const tests::folder here;
  small_pipe pipe(here.path("pipe"));
  access_writer writer;
  writer.adopt(only_the_path(), std::make_shared<access_file>(here.path("pipe")));
  std::string all;
  for (int i = 0; i < 30; ++i) {
    const auto target = '/' + std::to_string(i) + std::string(700, 'x');
    all += line(target);
    writer.add(asking_for(target));
  }
  std::string read;
  while (!writer.flush())
    read += pipe.read();
  read += pipe.read();
  CHECK(read == all);
  CHECK(writer.take_written() == 30);
  CHECK(writer.take_dropped() == 0);
}

TEST_CASE("where a line was cut off its rest comes first, when there is room again, and what follows is dropped") {
  const tests::folder here;
  access_writer writer;
  const std::string first = '/' + std::string(3000, 'x');
  const std::string second = '/' + std::string(3000, 'y');
  {
    small_pipe pipe(here.path("pipe"));
    writer.adopt(only_the_path(), std::make_shared<access_file>(here.path("pipe")));
    writer.add(asking_for(first));
    writer.add(asking_for(second));
    writer.add(asking_for("/third"));
    CHECK_FALSE(writer.flush());
    CHECK(pipe.read() == (line(first) + line(second)).substr(0, small_pipe::room));
    pipe.leave();
    CHECK(writer.flush());
    CHECK(writer.take_dropped() == 1);
    CHECK(writer.why() == "Broken pipe");
    CHECK(writer.flush()); // still
    CHECK(writer.take_dropped() == 0);
    std::filesystem::remove(here.path("pipe"));
  }
  SECTION("but not in another file") {
    writer.reopen();
    writer.add(asking_for("/fourth"));
    CHECK(writer.flush());
    CHECK(here.read("pipe") == line("/fourth"));
    CHECK(writer.take_dropped() == 1);
  }
}

TEST_CASE("lines without a file are dropped") {
  access_writer writer;
  writer.add(asking_for("/a"));
  CHECK(writer.flush());
  CHECK(writer.take_dropped() == 1);
}
