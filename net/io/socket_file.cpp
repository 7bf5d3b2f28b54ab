#include "net/io/socket_file.hpp"

#include "base/unix_socket.hpp"
#include "net/io/listener.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

namespace loadex::net::io {

namespace {

constexpr int backlog = 64; // connections

base::descriptor new_socket() {
  return base::descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

[[noreturn]] void fail(const std::string& path, const std::string& why) {
  throw listen_failure("cannot listen on unix:" + path + ": " + why);
}

[[noreturn]] void fail(const std::string& path) {
  fail(path, std::generic_category().message(errno));
}

std::optional<struct stat> file_at(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0)
    return std::nullopt;
  return found;
}

/// Removes what a process has left that ended without doing so.
void remove_stale(const std::string& path) {
  const auto found = file_at(path);
  if (!found)
    return;
  if (!S_ISSOCK(found->st_mode))
    fail(path, "a file is there that is no socket");
  const auto caller = new_socket();
  if (base::unix_address(path).connect(caller.get()) || errno == EAGAIN)
    fail(path, "somebody listens there already");
  if (errno != ECONNREFUSED || ::unlink(path.c_str()) != 0)
    fail(path);
}

} // namespace

socket_file::socket_file(std::string path, mode_t mode)
    : path_(std::move(path)) {
  remove_stale(path_);
  socket_ = new_socket();
  // Linux gives the file the mode that the socket has, less the umask, so that it never has more than is wanted.
  if (::fchmod(socket_.get(), mode) != 0 || !base::unix_address(path_).bind(socket_.get()))
    fail(path_);
  own_file();
  if (::chmod(path_.c_str(), mode) != 0 || ::listen(socket_.get(), backlog) != 0)
    fail(path_);
}

socket_file::socket_file(std::string path, base::descriptor listening)
    : path_(std::move(path))
    , socket_(std::move(listening)) {}

void socket_file::own_file() noexcept {
  const auto file = file_at(path_);
  owns_file_ = file.has_value();
  if (!file)
    return;
  device_ = file->st_dev;
  number_ = file->st_ino;
}

socket_file::socket_file(socket_file&& other) noexcept
    : path_(std::move(other.path_))
    , socket_(std::move(other.socket_))
    , owns_file_(std::exchange(other.owns_file_, false))
    , device_(other.device_)
    , number_(other.number_) {}

socket_file::~socket_file() {
  if (!owns_file_)
    return;
  if (const auto now = file_at(path_); now && now->st_dev == device_ && now->st_ino == number_)
    ::unlink(path_.c_str());
}

local_acceptor socket_file::take_over(const executor& on) {
  return {on, asio::local::stream_protocol(), socket_.release()};
}

} // namespace loadex::net::io
