#pragma once

#include <filesystem>
#include <string_view>

namespace loadex::tests::e2e {

/// A folder that is gone with this object.
class temp_folder {
public:
  temp_folder();
  temp_folder(const temp_folder&) = delete;
  temp_folder& operator=(const temp_folder&) = delete;
  ~temp_folder();

  const std::filesystem::path& path() const noexcept { return path_; }

  /// Writes a file into it and returns its path.
  std::filesystem::path write(std::string_view name, std::string_view text) const;

private:
  std::filesystem::path path_;
};

/// All of a file.
std::string read_file(const std::filesystem::path& path);

} // namespace loadex::tests::e2e
