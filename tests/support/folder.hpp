#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace loadex::tests {

/// A folder that is gone with this object.
class folder {
public:
  folder() {
    auto name = (std::filesystem::temp_directory_path() / "loadex-unit-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { std::filesystem::remove_all(path_); }

  /// Of the file of that name.
  std::string path(const std::string& name) const { return (path_ / name).string(); }

  /// What is in it; nothing if it is not there.
  std::string read(const std::string& name) const {
    std::ifstream file(path_ / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

private:
  std::filesystem::path path_;
};

} // namespace loadex::tests
