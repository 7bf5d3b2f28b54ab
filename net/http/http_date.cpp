#include "net/http/http_date.hpp"

namespace loadex::net::http {

std::string http_date(std::time_t when) {
  std::tm utc{};
  ::gmtime_r(&when, &utc);
  char text[sizeof "Sun, 06 Nov 1994 08:49:37 GMT"];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

} // namespace loadex::net::http
