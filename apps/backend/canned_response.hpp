#pragma once

#include "apps/backend/request_parser.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <string>
#include <string_view>

namespace loadex::backend {

/// A plain-text response, composed once and sent many times.
class canned_response {
public:
  using buffers = std::array<boost::asio::const_buffer, 3>;

  canned_response(unsigned status, std::string_view body);

  /// The bytes that answer `request`, in pieces for one gathered write; they live as long as this object.
  buffers to(const request_parser& request) const;

  /// The bytes that end a connection on which no request could be read.
  buffers closing() const;

private:
  std::string head_; // all but the Connection header and the empty line
  std::string body_; // the empty line included
};

} // namespace loadex::backend
