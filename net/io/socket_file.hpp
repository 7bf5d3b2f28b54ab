#pragma once

#include "base/descriptor.hpp"
#include "net/io/types.hpp"

#include <boost/asio/local/stream_protocol.hpp>

#include <sys/types.h>

#include <string>
#include <utility>

namespace loadex::net::io {

using local_acceptor = asio::basic_socket_acceptor<asio::local::stream_protocol, executor>;

/// A socket in the file system that listens, and its file, which ends with it if it is ours.
class socket_file {
public:
  /// Listens at `path`. Its file never has more than `mode`; it takes the place of one that nobody listens at any more.
  /// @throws listen_failure
  socket_file(std::string path, mode_t mode);

  /// Of a socket that listens at `path` already. Its file is another's until own_file().
  socket_file(std::string path, base::descriptor listening);

  socket_file(socket_file&& other) noexcept;
  socket_file& operator=(socket_file&&) = delete;
  ~socket_file();

  /// The file ends with this, if it is still there.
  void own_file() noexcept;

  /// Another process has the socket now: the file stays when this ends.
  void leave_file() noexcept { owns_file_ = false; }

  /// Until it is taken over: -1 from then on.
  int descriptor() const noexcept { return socket_.get(); }

  /// For whoever accepts from now on. Once.
  local_acceptor take_over(const executor& on);

private:
  std::string path_;
  base::descriptor socket_;
  bool owns_file_ = false;
  dev_t device_ = 0; // of the file, which somebody may have replaced
  ino_t number_ = 0;
};

} // namespace loadex::net::io
