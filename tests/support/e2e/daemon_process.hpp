#pragma once

#include "tests/support/e2e/child_process.hpp"
#include "tests/support/e2e/exposition.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace loadex::tests::e2e {

struct pool_member {
  pool_member(std::string backend, unsigned share = 1)
      : url(std::move(backend))
      , weight(share) {}

  std::string url;
  unsigned weight;
};

/// A socket that a balancer is given at its start, and its name.
struct given_socket {
  int descriptor;
  std::string name;
};

/// How a balancer is to be started.
struct daemon_setup {
  std::vector<pool_member> backends;
  std::string algorithm = "roundrobin";
  unsigned workers = 2;
  std::map<std::string, std::string> settings{}; // `section.key` to a value as the file has it
  std::vector<std::string> environment{};
  unsigned descriptors = 0;          // that it may have; 0: as many as we
  std::vector<given_socket> given{}; // as a service manager does
  std::string certificate{};         // file with its key: clients speak TLS
};

/// The configuration file for `setup`: a free port of 127.0.0.1, probes every 100 ms unless it says otherwise.
std::string configuration(const daemon_setup& setup);

/// A running balancer.
class daemon_process {
public:
  /// Returns once it is ready.
  explicit daemon_process(const daemon_setup& setup);

  /// The same by that configuration file.
  explicit daemon_process(const std::string& text);

  std::uint16_t port() const noexcept { return port_; }
  /// Of the listener of that name.
  std::uint16_t port_of(const std::string& listener) const;
  /// Of Loadex's own addresses: the same, unless `admin.listen` is set. Of no use if that is a socket of a file.
  std::uint16_t admin_port() const noexcept { return admin_port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  child_process& process() noexcept { return process_; }

  exposition metrics() const;

  /// Requests that it counts as being with a backend.
  double in_flight() const { return metrics().sum("golb_backend_in_flight"); }

  /// Requests that wait for a place at one.
  double queued() const { return metrics().sum("golb_backend_queue"); }

  bool is_healthy(const std::string& backend) const;

  /// Everything logged so far with this `msg`.
  std::vector<nlohmann::json> events(std::string_view message) const;

  /// Has `text` be its configuration file and sends SIGHUP; what it logs of that.
  nlohmann::json reload(const std::string& text);
  nlohmann::json reload(const daemon_setup& setup) { return reload(configuration(setup)); }

  /// Ends it with SIGTERM and returns its exit code.
  int stop();

private:
  temp_folder folder_;
  child_process process_;
  std::uint16_t port_;
  std::uint16_t admin_port_;
};

} // namespace loadex::tests::e2e
