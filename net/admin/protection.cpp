#include "net/admin/protection.hpp"

#include <string_view>

namespace loadex::net::admin {

namespace {

constexpr std::string_view for_all = "Cross-Origin-Resource-Policy: same-origin\r\n"
                                     "Referrer-Policy: no-referrer\r\n"
                                     "X-Content-Type-Options: nosniff\r\n"
                                     "X-Frame-Options: DENY\r\n";

constexpr std::string_view for_data = "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";

constexpr std::string_view for_pages =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n";

} // namespace

void protect(http::own_response& answer) {
  if (answer.headers.find("Cache-Control:") == std::string::npos)
    answer.headers += "Cache-Control: no-store\r\n";
  answer.headers.append(for_all).append(answer.type.starts_with("text/html") ? for_pages : for_data);
}

} // namespace loadex::net::admin
