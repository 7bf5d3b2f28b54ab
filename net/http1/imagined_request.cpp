#include "net/http1/imagined_request.hpp"

#include "net/http1/framing.hpp"

namespace loadex::net::http1 {

imagined_request::imagined_request(std::string_view method, std::string_view target, std::string_view host,
                                   const std::vector<config::header_line>& headers) {
  bytes.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
  for (const auto& line : headers)
    bytes.append(line.name).append(": ").append(line.value).append("\r\n");
  bytes += "\r\n";
  std::size_t scanned = 0;
  result = read_request_head(bytes, {}, scanned, head);
  if (is_whole())
    result = frame_request(head, framing);
}

} // namespace loadex::net::http1
