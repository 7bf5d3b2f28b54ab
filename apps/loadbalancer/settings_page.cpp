#include "apps/loadbalancer/settings_page.hpp"

#include "base/text.hpp"
#include "base/version.hpp"
#include "config/backend_rows.hpp"
#include "config/header_change_rows.hpp"
#include "config/listener_rows.hpp"
#include "config/pool_rows.hpp"
#include "config/route_rows.hpp"
#include "config/setting_table.hpp"
#include "config/tls_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace loadex {

namespace {

using manual::bold;
using manual::escaped;

/// A help text, in which what stands between backticks is bold.
std::string prose(std::string_view text) {
  std::string result;
  bool is_code = false;
  for (std::size_t end = 0; !text.empty(); text.remove_prefix(end)) {
    end = text.find('`');
    const auto part = text.substr(0, end);
    if (!part.empty())
      result += is_code ? bold(part) : escaped(part);
    is_code = !is_code;
    end = std::min(part.size() + 1, text.size());
  }
  return result;
}

std::string entry(std::string_view key, std::string_view about, std::string_view help) {
  return fmt::format(".TP\n{} ({})\n{}.\n", bold(key), escaped(about), prose(help));
}

std::string entry(const config::setting& row) {
  auto result = entry(row.key, row.type + "; default " + row.default_value, row.help);
  if (!row.scopes.empty())
    result += escaped(fmt::format("Its own: {}.\n", base::join(row.scopes, ", ", [](config::scope whose) {
                                    return std::string(config::word_of(whose));
                                  })));
  return result;
}

std::string sections() {
  std::string result;
  std::string_view section;
  for (const auto& row : config::setting_table()) {
    if (row.section != section)
      result += fmt::format(".SS \"[{}]\"\n", escaped(row.section));
    section = row.section;
    result += entry(row);
  }
  return result;
}

template <class Rows>
std::string map_of(std::string_view title, const Rows& rows) {
  auto result = fmt::format(".SS \"{}\"\n", escaped(title));
  for (const auto& row : rows)
    result += entry(row.key, row.type, row.help);
  return result;
}

constexpr std::string_view description = R"(.SH DESCRIPTION
What
.BR loadbalancer (8)
reads with the option \-\-config\-file. Sections stand in brackets, and each key has its value behind an equals sign.
Comments start with a semicolon. Strings stand in double quotes; durations carry a unit (ms, s, min, h); sizes are
strings with a unit ("32KiB"); lists stand in brackets, maps in braces. A key left out has its default, and an option of
the command line overrides the file.
.PP
The sections [listeners] and [pools] stand instead of port, address, algo and backends in [global], which mean one
listener and one pool, both called main. Where a key says whose own it may be, that backend, pool, listener or route may
have it in a map called as the section, such as health={interval=1s}.
.PP
A file with mistakes is refused; loadbalancer \-\-config\-file=FILE \-\-check tells all of them.
)";

constexpr std::string_view example = R"(.SH EXAMPLES
.nf
[listeners]
site={port=80, routes=[{path="/api/", pool="api"}, {path="/old", redirect="/new"}], pool="web"}

[pools]
api={algo="leastconnection", backends=[{url="http://10.0.0.1:8001"}], health={path="/up"}}
web={backends=[{url="http://10.0.0.2:8001", weight=2}, {url="http://10.0.0.3:8001"}]}
.fi
.SH SEE ALSO
.BR loadbalancer (8),
.BR loadex (1)
)";

} // namespace

manual::man_page settings_page() {
  auto text = fmt::format(".TH loadex.conf 5 \"\" \"loadex {}\" \"Loadex\"\n", base::version());
  text += ".SH NAME\nloadex.conf \\- the configuration of Loadex, an HTTP load balancer\n";
  text.append(description).append(".SH SECTIONS\n").append(sections());
  text += ".SH LISTENERS AND POOLS\n";
  text += map_of("[listeners] NAME={...}", config::listener_rows());
  text += map_of("tls={...} of a listener", config::tls_rows());
  text += map_of("routes=[{...}] of a listener", config::route_rows());
  text += map_of("request-headers={...}, response-headers={...} of a route",
                 config::header_change_rows(config::direction::request));
  text += map_of("[pools] NAME={...}", config::pool_rows());
  text += map_of("backends=[{...}] of a pool or of [global]", config::backend_rows());
  return {"loadex.conf.5", std::move(text.append(example))};
}

} // namespace loadex
