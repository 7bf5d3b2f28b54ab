#include "tests/support/e2e/temp_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>

namespace loadex::tests::e2e {

temp_folder::temp_folder() {
  auto name = (std::filesystem::temp_directory_path() / "loadex-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw std::runtime_error("cannot make a folder " + name);
  path_ = name;
}

temp_folder::~temp_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path temp_folder::write(std::string_view name, std::string_view text) const {
  auto file = path_ / name;
  std::ofstream(file) << text;
  return file;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace loadex::tests::e2e
