#pragma once

#include "base/descriptor.hpp"
#include "net/io/listener.hpp"
#include "net/io/types.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace loadex::net::io {

/// Sockets that were listened on before this process began: those of the process that it takes over from, or of the
/// service manager. Connections wait in them all the while. One thread at a time.
class inherited_sockets {
public:
  /// Takes over one. `name` is whose it is, such as a listener's. Returns false, and closes it, if it is no socket that
  /// listens at an IP address or in the file system.
  bool add(base::descriptor socket, std::string name);

  /// Those that listen at that address and port; if `port` is 0, those of that name at that address. No worker goes
  /// without: if there are more than workers, some get several; if there are fewer, the others share the port with
  /// them, or, where that is denied, because somebody else has opened it, the sockets themselves. Nothing if there is
  /// none.
  std::optional<listener> take(const std::string& address, std::uint16_t port, const std::string& name,
                               std::size_t workers);

  /// Whether one that nobody has taken listens at that port.
  bool has(std::uint16_t port) const;

  /// The one that listens at that path; else none.
  base::descriptor take_file(const std::string& path);

  /// Where those listen that nobody has taken. They are closed.
  std::vector<std::string> drop_rest();

private:
  struct entry {
    std::string name;
    std::string file; // its path, if it is in the file system
    tcp_endpoint at;  // else this
    base::descriptor socket;
  };

  std::vector<entry> all_;
};

} // namespace loadex::net::io
