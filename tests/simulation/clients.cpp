#include "tests/simulation/clients.hpp"

#include <fmt/core.h>

#include <cstdint>

namespace loadex::tests::simulation {

namespace {

using namespace std::chrono_literals;

constexpr unsigned how_many = 500;
constexpr std::uint64_t most_in_a_rush = 200;
constexpr auto between_rushes = 2min;

} // namespace

clients::clients(stage& on, simulated_workers& workers, exchanges& by, statistics& seen, unsigned requests_per_second)
    : stage_(on)
    , workers_(workers)
    , exchanges_(by)
    , seen_(seen)
    , between_requests_(1'000'000us / requests_per_second) {
  for (unsigned i = 0; i < how_many; ++i)
    all_.push_back({fmt::format("10.1.{}.{}", i / 250, i % 250)});
}

void clients::come() {
  send_one_after_another();
  rush();
}

void clients::send_one_after_another() {
  if (stage_.winding_down())
    return;
  stage_.after(stage_.random().exponential(between_requests_), [this] { send_one_after_another(); });
  send();
}

/// Many requests within a moment, so that backends get to their limits.
void clients::rush() {
  if (stage_.winding_down())
    return;
  stage_.after(stage_.random().exponential(between_rushes), [this] { rush(); });
  for (auto left = stage_.random().below(most_in_a_rush); left > 0; --left)
    stage_.after(std::chrono::microseconds(stage_.random().below(50'000)), [this] { send(); });
}

void clients::send() {
  ++seen_.requests;
  auto& worker = workers_.any();
  auto& from = all_[stage_.random().below(all_.size())];
  const bool repeatable = !stage_.random().one_in(5);
  exchanges_.attempt(std::make_shared<request>(request{worker, from, from.affinity, repeatable}));
}

} // namespace loadex::tests::simulation
