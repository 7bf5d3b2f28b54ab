#pragma once

#include "base/reason.hpp"

#include <string>
#include <string_view>

namespace loadex::net::http {

/// An answer of our own to a client: admin pages and refusals alike.
struct own_response {
  unsigned status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body{};
  std::string headers{}; // further ones, complete lines with CRLF
};

/// The status of the answer to a request that has failed for this reason, where the settings say no other; 0 if that
/// alone ends no request. 499, nginx's number for it, is received by nobody.
unsigned status_of(base::reason why) noexcept;

/// The refusal of a request: problem+json (RFC 9457), or plain text for a client that accepts `text/` but no JSON, with
/// the reason's word in the body and in Proxy-Status (RFC 9209). `more`: a sentence that follows the reason's own.
own_response make_problem(unsigned status, base::reason why, std::string_view accept, std::string_view more = {});

/// The same with the status of the reason.
own_response make_problem(base::reason why, std::string_view accept);

} // namespace loadex::net::http
