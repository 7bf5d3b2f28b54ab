#include "net/http/common_names.hpp"
namespace loadex::net::http {

namespace {

constexpr std::array names{
    common_name(field::accept, "Accept"),
    common_name(field::accept_encoding, "Accept-Encoding"),
    common_name(field::accept_language, "Accept-Language"),
    common_name(field::accept_ranges, "Accept-Ranges"),
    common_name(field::access_control_allow_origin, "Access-Control-Allow-Origin"),
    common_name(field::age, "Age"),
    common_name(field::allow, "Allow"),
    common_name(field::alt_svc, "Alt-Svc"),
    common_name(field::authorization, "Authorization"),
    common_name(field::cache_control, "Cache-Control"),
    common_name(field::connection, "Connection"),
    common_name(field::content_disposition, "Content-Disposition"),
    common_name(field::content_encoding, "Content-Encoding"),
    common_name(field::content_language, "Content-Language"),
    common_name(field::content_length, "Content-Length"),
    common_name(field::content_range, "Content-Range"),
    common_name(field::content_type, "Content-Type"),
    common_name(field::cookie, "Cookie"),
    common_name(field::date, "Date"),
    common_name(field::etag, "ETag"),
    common_name(field::expect, "Expect"),
    common_name(field::expires, "Expires"),
    common_name(field::forwarded, "Forwarded"),
    common_name(field::host, "Host"),
    common_name(field::if_modified_since, "If-Modified-Since"),
    common_name(field::if_none_match, "If-None-Match"),
    common_name(field::keep_alive, "Keep-Alive"),
    common_name(field::last_modified, "Last-Modified"),
    common_name(field::link, "Link"),
    common_name(field::location, "Location"),
    common_name(field::origin, "Origin"),
    common_name(field::pragma, "Pragma"),
    common_name(field::priority, "Priority"),
    common_name(field::range, "Range"),
    common_name(field::referer, "Referer"),
    common_name(field::retry_after, "Retry-After"),
    common_name(field::sec_fetch_dest, "Sec-Fetch-Dest"),
    common_name(field::sec_fetch_mode, "Sec-Fetch-Mode"),
    common_name(field::sec_fetch_site, "Sec-Fetch-Site"),
    common_name(field::sec_fetch_user, "Sec-Fetch-User"),
    common_name(field::server, "Server"),
    common_name(field::set_cookie, "Set-Cookie"),
    common_name(field::strict_transport_security, "Strict-Transport-Security"),
    common_name(field::te, "TE"),
    common_name(field::transfer_encoding, "Transfer-Encoding"),
    common_name(field::upgrade, "Upgrade"),
    common_name(field::user_agent, "User-Agent"),
    common_name(field::vary, "Vary"),
    common_name(field::via, "Via"),
    common_name(field::www_authenticate, "WWW-Authenticate"),
    common_name(field::x_frame_options, "X-Frame-Options"),
    common_name(field::unknown, "CDN-Loop"),
    common_name(field::unknown, "Content-Security-Policy"),
    common_name(field::unknown, "DNT"),
    common_name(field::unknown, "Sec-CH-UA"),
    common_name(field::unknown, "Sec-CH-UA-Mobile"),
    common_name(field::unknown, "Sec-CH-UA-Platform"),
    common_name(field::unknown, "Traceparent"),
    common_name(field::unknown, "Tracestate"),
    common_name(field::unknown, "Upgrade-Insecure-Requests"),
    common_name(field::unknown, "X-Content-Type-Options"),
    common_name(field::unknown, "X-Forwarded-For"),
    common_name(field::unknown, "X-Forwarded-Host"),
    common_name(field::unknown, "X-Forwarded-Proto"),
    common_name(field::unknown, "X-Real-IP"),
    common_name(field::unknown, "X-Request-Id"),
    common_name(field::unknown, "X-Requested-With"),
};

/// Where each name is found: a number from 1, or 0. A multiplier was found that gives each a place of its own.
struct place_table {
  static constexpr std::size_t size = 512;
  std::uint64_t multiplier = 1;
  std::array<std::uint8_t, size> numbers{};

  static constexpr std::size_t place(const name_ends& ends, std::uint64_t multiplier) noexcept {
    constexpr std::uint64_t lower_case = 0x2020'2020'2020'2020U;
    constexpr int bits_dropped = 64 - std::countr_zero(size);
    return ((ends.first | lower_case) ^ std::rotr(ends.last | lower_case, 5)) * multiplier >> bits_dropped;
  }

  /// Whether every name has got a place.
  constexpr bool fill() {
    numbers = {};
    for (std::size_t i = 0; i < names.size(); ++i) {
      auto& number = numbers[place(ends_of(names[i].text), multiplier)];
      if (number != 0)
        return false;
      number = static_cast<std::uint8_t>(i + 1);
    }
    return true;
  }
};

constexpr auto places = [] {
  place_table table;
  while (!table.fill())
    table.multiplier = table.multiplier * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'408U; // stays odd
  return table;
}();

} // namespace

const common_name* find_common_name(std::string_view name) noexcept {
  if (name.size() < name_ends::shortest || name.size() > common_name::longest)
    return nullptr;
  const auto ends = ends_of(name);
  const auto number = places.numbers[place_table::place(ends, places.multiplier)];
  return number != 0 && names[number - 1].is(name, ends) ? &names[number - 1] : nullptr;
}

std::span<const common_name> common_names() noexcept {
  return names;
}

} // namespace loadex::net::http
