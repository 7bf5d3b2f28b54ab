#include "apps/loadbalancer/manual.hpp"

#include "apps/loadbalancer/settings_page.hpp"
#include "base/version.hpp"
#include "config/command_line.hpp"
#include "config/setting_table.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace loadex {

namespace {

using manual::bold;
using manual::escaped;
using manual::italic;

std::string entry(const std::string& names, std::string_view value, std::string_view meaning) {
  return fmt::format(".TP\n{}{}\n{}.\n", bold(names), value.empty() ? "" : " " + italic(value), escaped(meaning));
}

std::string options() {
  std::string entries;
  for (const auto& option : config::plain_options)
    entries += entry(std::string(option.names), option.value, option.meaning);
  for (const auto& row : config::setting_table())
    if (row.letter != 0)
      entries += entry(fmt::format("-{}, {}", row.letter, config::option_name(row)), "VALUE", "The setting " + row.key);
  return entries;
}

constexpr std::string_view description = R"(.SH DESCRIPTION
Loadex takes HTTP requests and spreads them over the backends that are healthy. Every setting of
.BR loadex.conf (5)
but a token is an option here, too, such as
.BR \-\-health.interval ;
the option wins. Long options may have one dash or two, their value after a space or an equals sign.
.PP
It stays in the foreground, and logs JSON lines on stdout.
)";

constexpr std::string_view rest = R"(.SH SIGNALS
.TP
.BR SIGTERM ", " SIGINT ", " SIGQUIT
Stop: no new connections, requests in flight may finish within shutdown.deadline. A second one ends it at once.
.TP
.B SIGHUP
Read the configuration file again. One with mistakes changes nothing.
.TP
.B SIGUSR1
Open the access log again, as after a rotation.
.TP
.B SIGUSR2
Start the program anew, and have that process take over without a lost connection, if there is a setting handover.
.SH EXIT STATUS
.TP
.B 0
Stopped in order, or the option \-\-check has found nothing.
.TP
.B 1
It could not run, such as when the port is in use.
.TP
.B 2
The command line or the configuration is wrong; each problem is a line on stderr.
.SH ENVIRONMENT
.TP
.B LOADEX_TOKEN
The token of the admin addresses, if the file has none.
.TP
.B LOG_LEVEL
The least important level that is logged; it wins over the file.
.SH EXAMPLES
.nf
loadbalancer \-backends http://localhost:8001,http://localhost:8002
loadbalancer \-\-config\-file=/etc/loadex/loadex.conf \-\-check
.fi
.SH SEE ALSO
.BR loadex (1),
.BR loadex.conf (5)
)";

manual::man_page page_of_the_daemon() {
  auto text = fmt::format(".TH loadbalancer 8 \"\" \"loadex {}\" \"Loadex\"\n", base::version());
  text += ".SH NAME\nloadbalancer \\- Loadex, an HTTP load balancer\n";
  text += ".SH SYNOPSIS\n\\fBloadbalancer\\fR [\\fIOPTIONS\\fR]\n";
  text.append(description).append(".SH OPTIONS\n").append(options()).append(rest);
  return {"loadbalancer.8", std::move(text)};
}

} // namespace

std::vector<manual::man_page> manual_pages() {
  return {page_of_the_daemon(), settings_page()};
}

} // namespace loadex
