#pragma once

#include "tests/support/e2e/faulty_backend.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::tests::e2e {

/// What one line of the log must say of the patient, as far as it is not empty; its detail must begin so.
struct report {
  std::string_view message;
  std::string_view by = {};
  std::string_view reason = {};
  std::string_view detail = {};
};

/// One backend that falls ill, the patient, sound ones beside it, and 50 clients that never pause, in front of them a
/// balancer with short intervals. When the test is over no client must have met a failure.
class patient_fixture : public fixture {
public:
  ~patient_fixture();

protected:
  using settings = std::map<std::string, std::string>;

  /// Starts the balancer and the clients. `with`: more settings, those of the patient's own health check in `own`, such
  /// as `timeout=200ms`.
  void admit(const std::string& patient, settings with = {}, const std::string& own = {}, std::size_t sound = 2);

  daemon_process& balancer() { return *balancer_; }
  traffic& clients() { return *clients_; }

  /// Whether the patient's state in the metrics comes to be this one, and only this one.
  bool comes_to_be(std::string_view state) const;

  /// Whether the log comes to say so, after whatever it has been found to say before.
  bool tells(const report& what);

  /// Whether so many more requests are answered.
  bool answers(std::size_t more) const;

  double probes(std::string_view result) const;
  double ejections() const;
  double requests() const { return requests_in(balancer_->metrics()); }
  double requests_in(const exposition& page) const;

  /// Ends the clients early; what they met is for the test to judge.
  tally dismiss_clients();

private:
  double of_patient(std::string_view family, std::string_view which = {}) const;

  std::string patient_;
  daemon_process* balancer_ = nullptr;
  std::optional<traffic> clients_;
  std::int64_t read_up_to_ = 0; // the number of the latest event that was found
};

} // namespace loadex::tests::e2e
