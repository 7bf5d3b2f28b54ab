#pragma once

#include "tests/support/e2e/configured.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <sys/prctl.h>
#include <sys/wait.h>

#include <csignal>
#include <string>
#include <vector>

namespace loadex::tests::e2e {

/// A balancer that hands over, and the processes that take its place, each of which is ended with the test.
class upgrading_fixture : public fixture {
public:
  upgrading_fixture() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1); // whose father has ended is ours
  }
  ~upgrading_fixture() {
    for (const auto one : successors_) {
      ::kill(one, SIGTERM);
      if (!has_ended(one)) {
        ::kill(one, SIGKILL);
        ::waitpid(one, nullptr, 0);
      }
    }
  }

protected:
  std::string socket() const { return (folder_.path() / "handover.sock").string(); }

  /// What the setup lacks to be upgraded.
  daemon_setup with_handover(daemon_setup setup) const {
    setup.settings.emplace("global.handover", '"' + socket() + '"');
    return setup;
  }

  /// Has another process take over from whoever listens there. Returns its number.
  pid_t upgrade(std::uint16_t admin_port) {
    const auto answer = configured(admin_port).ask("POST", "/upgrade");
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    return note(nlohmann::json::parse(answer.body)["now"]["process"].get<pid_t>());
  }

  /// To be ended with the test.
  pid_t note(pid_t successor) {
    successors_.push_back(successor);
    return successor;
  }

  /// Whether one of them ends.
  static bool has_ended(pid_t successor) {
    return eventually([&] { return ::waitpid(successor, nullptr, WNOHANG) != 0; });
  }

private:
  temp_folder folder_;
  std::vector<pid_t> successors_;
};

} // namespace loadex::tests::e2e
