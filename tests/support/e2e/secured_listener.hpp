#pragma once

#include "tests/support/e2e/exposition.hpp"
#include "tests/support/e2e/secured_fixture.hpp"
#include "tests/support/e2e/tls_client.hpp"

#include <string>

namespace loadex::tests::e2e {

/// A balancer with a listener that speaks TLS, and files for it.
class secured_listener : public secured_fixture {
protected:
  static std::string site(const std::string& backend, const std::string& files, const std::string& more = {}) {
    return "[admin]\nlisten=\"127.0.0.1:0\"\n[listeners]\nsite={port=0, address=[\"127.0.0.1\"], pool=\"web\",\n"
           "tls={certificates=[" +
           files + "]" + more + "}}\n[pools]\nweb={backends=[{url=\"" + backend + "\"}]}\n";
  }

  tls_wish trusting(const std::string& host) const { return {.host = host, .authority = authority.file()}; }

  static double failures(daemon_process& of, const std::string& reason) {
    return of.metrics().sum("golb_failures_total", {label("reason", reason)});
  }
};

} // namespace loadex::tests::e2e
