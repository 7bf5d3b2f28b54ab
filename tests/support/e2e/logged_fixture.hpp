#pragma once

#include "tests/support/e2e/access_log_file.hpp"
#include "tests/support/e2e/fixture.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace loadex::tests::e2e {

/// A balancer of one worker that writes an access log.
struct logged_fixture : fixture {
  access_log_file log;

  daemon_setup setup(std::vector<pool_member> to, std::map<std::string, std::string> settings = {}) const {
    settings.emplace("log.access", log.setting());
    return {.backends = std::move(to), .workers = 1, .settings = std::move(settings)};
  }

  daemon_process& balance(std::vector<pool_member> to, std::map<std::string, std::string> settings = {}) {
    return start_balancer(setup(std::move(to), std::move(settings)));
  }
};

} // namespace loadex::tests::e2e
