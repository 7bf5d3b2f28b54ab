#pragma once

#include "config/settings.hpp"
#include "tests/live/live_balancer.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace loadex::tests::live {

/// The clients of every test, which never pause.
inline constexpr e2e::traffic::plan crowd{.clients = 64};

config::backend_settings member(const std::string& url, std::uint32_t weight = 1, bool backup = false);

/// Waits until `more` requests have been answered. @throws std::runtime_error if they are not
void await_answers(const e2e::traffic& clients, std::size_t more);

/// Waits until every request under way has been answered that was chosen for before what the pool has published last.
/// @throws std::runtime_error if they are not
void await_effect(const e2e::traffic& clients);

/// The share of each backend in the next requests, once what was published last has taken effect.
std::map<std::string, double> shares(e2e::traffic& clients);

/// Demo backends in processes of their own and a balancer in this one. When the test is over, no request must be
/// counted as in flight.
class live_fixture : public e2e::fixture {
public:
  ~live_fixture();

protected:
  /// Starts the balancer: two workers, a probe every 50 ms.
  live_balancer& balance(std::vector<config::backend_settings> pool,
                         config::algorithm algorithm = config::algorithm::round_robin,
                         const config::proxy_settings& proxy = {});

  /// Starts so many demo backends. `switches`: of their command line.
  std::vector<std::string> demo_backends(std::size_t count, const std::vector<std::string>& switches = {});

private:
  std::optional<live_balancer> balancer_;
};

} // namespace loadex::tests::live
