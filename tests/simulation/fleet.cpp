#include "tests/simulation/fleet.hpp"

#include <fmt/core.h>

#include <cstdint>
#include <iterator>

namespace loadex::tests::simulation {

simulated_backend& fleet::build(moment now) {
  const auto number = by_url_.size() + 1;
  auto url = fmt::format("http://10.0.{}.{}:80", number / 200, number % 200 + 1);
  auto& built = by_url_[url];
  built.url = std::move(url);
  built.since = now;
  built.typical = std::chrono::microseconds(random_.between(1'000, 40'000));
  return built;
}

simulated_backend& fleet::any() {
  return std::next(by_url_.begin(), static_cast<std::ptrdiff_t>(random_.below(by_url_.size())))->second;
}

config::backend_settings fleet::settings_of(const simulated_backend& which) {
  config::backend_settings result;
  result.url = config::backend_url::parse(which.url).value();
  result.weight = random_.between<std::uint32_t>(1, 5);
  result.backup = random_.one_in(8);
  return result;
}

} // namespace loadex::tests::simulation
