#include "base/replace_file.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace loadex::base;
namespace fs = std::filesystem;

namespace {

/// A folder that is gone with this object.
class folder {
public:
  folder() {
    auto name = (fs::temp_directory_path() / "loadex-replace-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()));
    path_ = name;
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { fs::remove_all(path_); }

  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return path_ / name;
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }
  const fs::path& path() const noexcept { return path_; }

private:
  fs::path path_;
};

std::string text_of(const fs::path& path) {
  return *read_file(path.string(), 1000);
}

} // namespace

TEST_CASE("a file is replaced as a whole: mode and owner stay, and nothing is left beside it") {
  const folder here;
  const auto file = here.write("a.conf", "old and longer");
  REQUIRE(::chmod(file.c_str(), 0640) == 0);
  if (::geteuid() == 0)
    REQUIRE(::chown(file.c_str(), 65534, 65534) == 0);
  struct stat before {};
  ::stat(file.c_str(), &before);

  REQUIRE(replace_file(file.string(), "new"));

  CHECK(text_of(file) == "new");
  struct stat after {};
  ::stat(file.c_str(), &after);
  CHECK(after.st_mode == before.st_mode);
  CHECK(after.st_uid == before.st_uid);
  CHECK(after.st_gid == before.st_gid);
  CHECK(after.st_ino != before.st_ino); // who has the old one open goes on reading it
  CHECK(here.files() == 1);
}

TEST_CASE("of a symbolic link the file is replaced that it leads to") {
  const folder here;
  const folder elsewhere;
  const auto file = elsewhere.write("a.conf", "old");
  fs::create_symlink(file, here.path() / "link");
  REQUIRE(replace_file((here.path() / "link").string(), "new"));
  CHECK(fs::is_symlink(here.path() / "link"));
  CHECK(text_of(file) == "new");
}

TEST_CASE("a file that cannot be replaced is as it was, and the reason is told") {
  const folder here;
  CHECK(replace_file((here.path() / "none").string(), "new").error() == "No such file or directory");
  CHECK(replace_file(here.path().string(), "new").error() == "it is no regular file");
  CHECK(replace_file("/dev/null", "new").error() == "it is no regular file");
  CHECK(here.files() == 0);
  // A process's own status is a file in a folder that takes no other, whoever asks.
  const auto refused = replace_file("/proc/self/comm", "new");
  CHECK_FALSE(refused);
  CHECK(text_of("/proc/self/comm") != "new");
}

TEST_CASE("a file is read as far as it may be, and one byte more") {
  const folder here;
  const auto file = here.write("a.conf", std::string(100, 'x')).string();
  CHECK(read_file(file, 1000)->size() == 100);
  CHECK(read_file(file, 100)->size() == 100);
  CHECK(read_file(file, 99)->size() == 100);
  CHECK(read_file(file, 50)->size() == 51);
  CHECK(read_file((here.path() / "none").string(), 1).error() == "No such file or directory");
}

TEST_CASE("of what is no regular file nothing is read, so that nobody waits for a pipe that none writes to") {
  const folder here;
  const auto pipe = here.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(read_file(pipe.string(), 1000).error() == "it is no regular file");
  CHECK(read_file("/dev/zero", 1000).error() == "it is no regular file");
  CHECK_FALSE(read_file(here.path().string(), 1000));
}
