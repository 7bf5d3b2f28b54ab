#include "base/replace_file.hpp"

#include "base/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <system_error>

namespace loadex::base {

namespace {

/// A file that is gone with this object, unless it has taken the place of another.
class temporary_file {
public:
  explicit temporary_file(const std::string& folder)
      : path_(folder + "/.loadex-XXXXXX")
      , open_(::mkostemp(path_.data(), O_CLOEXEC)) {}
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file() {
    if (open_ && !renamed_)
      ::unlink(path_.c_str());
  }

  explicit operator bool() const noexcept { return static_cast<bool>(open_); }

  bool has_mode_and_owner_of(const struct stat& other) const noexcept {
    return ::fchown(open_.get(), other.st_uid, other.st_gid) == 0 && ::fchmod(open_.get(), other.st_mode & 07777) == 0;
  }

  bool write(std::string_view text) const noexcept {
    while (!text.empty()) {
      const auto written = ::write(open_.get(), text.data(), text.size());
      if (written < 0 && errno != EINTR)
        return false;
      text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    return ::fsync(open_.get()) == 0;
  }

  bool take_place_of(const std::string& other) noexcept {
    renamed_ = std::rename(path_.c_str(), other.c_str()) == 0;
    return renamed_;
  }

private:
  std::string path_;
  const descriptor open_;
  bool renamed_ = false;
};

mistake last_error() {
  return {std::generic_category().message(errno)};
}

/// Without symbolic links; empty if it leads nowhere.
std::string resolved(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? real.get() : "";
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

} // namespace

expected<std::string> read_file(const std::string& path, std::size_t most) {
  const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); // a pipe may never have a writer
  struct stat opened {};
  if (!file || ::fstat(file.get(), &opened) != 0)
    return last_error();
  if (!S_ISREG(opened.st_mode))
    return mistake{"it is no regular file"};
  std::string text;
  std::array<char, 16 * 1024> piece{};
  while (text.size() <= most) {
    const auto n = ::read(file.get(), piece.data(), std::min(piece.size(), most + 1 - text.size()));
    if (n < 0 && errno != EINTR)
      return last_error();
    if (n == 0)
      break;
    text.append(piece.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  }
  return text;
}

expected<bool> replace_file(const std::string& path, std::string_view text) {
  const auto real = resolved(path);
  struct stat before {};
  if (real.empty() || ::stat(real.c_str(), &before) != 0)
    return last_error();
  if (!S_ISREG(before.st_mode))
    return mistake{"it is no regular file"};
  if (::faccessat(AT_FDCWD, real.c_str(), W_OK, AT_EACCESS) != 0) // whoever made it read-only meant it
    return last_error();
  const auto folder = folder_of(real);
  temporary_file next(folder);
  if (!next || !next.write(text) || !next.has_mode_and_owner_of(before) || !next.take_place_of(real))
    return last_error(); // before the temporary file goes
  const descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened)
    ::fsync(opened.get()); // the name, too; what is written is there all the same if this fails
  return true;
}

} // namespace loadex::base
