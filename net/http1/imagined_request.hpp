#pragma once

#include "config/settings.hpp"
#include "net/http/framing.hpp"
#include "net/http/head.hpp"
#include "net/http1/head_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loadex::net::http1 {

/// A request as it would be read from a client, to say what would become of it. It keeps its bytes, so it stays where
/// it was made.
struct imagined_request {
  /// None of the texts may have a line end in it.
  imagined_request(std::string_view method, std::string_view target, std::string_view host,
                   const std::vector<config::header_line>& headers = {});
  imagined_request(const imagined_request&) = delete;
  imagined_request& operator=(const imagined_request&) = delete;

  bool is_whole() const noexcept { return result.state == head_result::progress::complete; }

  std::string bytes;
  head_result result; // of reading it
  http::request_head head;
  http::request_framing framing;
};

} // namespace loadex::net::http1
