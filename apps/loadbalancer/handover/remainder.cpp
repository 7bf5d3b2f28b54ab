#include "apps/loadbalancer/handover/remainder.hpp"

#include "actors/pool/pool_view.hpp"
#include "actors/runtime/compat.hpp"

#include <algorithm>

namespace loadex::handover {

namespace {

/// Has the backend count `now` requests where it has counted `before`; one that has left counts none.
void count(const views& of, const std::string& pool, const std::string& url, std::int32_t before, std::int32_t now) {
  const auto view = of.find(pool);
  if (view == of.end())
    return;
  const auto& members = view->second->members;
  const auto who = std::ranges::find(members, url, [](const auto& m) { return m->url.text(); });
  if (who == members.end())
    return;
  actors::traffic_report report;
  report.opened = static_cast<std::uint32_t>(std::max(now - before, 0));
  report.closed = static_cast<std::uint32_t>(std::max(before - now, 0));
  actors::tell((*who)->actor, report);
}

} // namespace

std::vector<remaining> left_in(const views& of) {
  std::vector<remaining> left;
  for (const auto& [pool, view] : of)
    for (const auto& member : view->members)
      left.push_back({pool, member->url.text(), member->live_load->in_flight.load(std::memory_order_relaxed)});
  return left;
}

remainder::remainder(const std::vector<actors::pool_memory>& pools, std::function<views()> look)
    : look_(std::move(look)) {
  for (const auto& pool : pools)
    for (const auto& member : pool.members)
      left_.emplace(backend(pool.name, member.how.url.text()), member.backend.in_flight);
}

void remainder::adopt(const std::vector<remaining>& left) {
  const auto now = look_();
  for (const auto& one : left)
    if (const auto known = left_.find({one.pool, one.backend}); known != left_.end()) {
      count(now, one.pool, one.backend, known->second, one.in_flight);
      known->second = one.in_flight;
    }
}

void remainder::end() {
  const auto now = look_();
  for (auto& [with, counted] : left_) {
    if (counted != 0)
      count(now, with.first, with.second, counted, 0);
    counted = 0;
  }
}

} // namespace loadex::handover
