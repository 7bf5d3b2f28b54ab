#include "net/io/receive_proxy_header.hpp"

#include <string>

namespace loadex::net::io {

awaitable<proxy_header> receive_proxy_header(stream& from, const deadline& deadline) {
  std::string bytes;
  auto header = read_proxy_header(bytes);
  while (header.state == proxy_header::progress::need_more) {
    if (!from.has_read_ahead())
      co_await from.readable();
    const auto before = bytes.size();
    bytes.resize(before + header.size);
    const auto got = *from.take(asio::buffer(bytes.data() + before, header.size));
    bytes.resize(before + got.bytes);
    if (got.error || deadline.expired())
      break;
    header = read_proxy_header(bytes);
  }
  co_return header;
}

} // namespace loadex::net::io
