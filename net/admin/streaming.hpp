#pragma once

#include "net/admin/answer.hpp"
#include "net/http/framing.hpp"
#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"

#include <array>
#include <memory>
#include <string>

namespace loadex::net::admin {

/// A streamed answer on its way to a client, whose connection ends with it. It takes as long as the stream; a client
/// that takes nothing for `patience` or leaves ends it. So does one that ends its side, as a closed browser tab does,
/// unless the stream ends by itself.
class streaming {
public:
  streaming(io::stream& client, io::deadline& deadline, steady_clock::duration patience,
            std::unique_ptr<streamed_body> body);

  /// Sends `head`, then the body: in chunks, until the connection is closed, or none of it.
  awaitable<> run(std::string head, http::body_kind framing);

  /// Ends it in order, so that the client sees it whole, if it takes what is left within a second.
  void end();

private:
  awaitable<bool> send(std::string_view bytes);
  awaitable<bool> send_all(std::string head, http::body_kind framing);
  awaitable<> watch();

  io::stream& client_;
  io::deadline& deadline_;
  steady_clock::duration patience_;
  const std::unique_ptr<streamed_body> body_;
  bool left_ = false;
  bool is_over_ = false;        // all is sent that will be
  std::array<char, 256> scrap_; // what a client says meanwhile
};

} // namespace loadex::net::admin
