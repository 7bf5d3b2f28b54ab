#include "net/io/address_book.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>

namespace loadex::net::io {

namespace {

using namespace std::chrono_literals;

constexpr auto regular_interval = 10s;
constexpr auto least_interval = 1s; // between two look-ups of one name
constexpr auto glance = 10ms;       // between two looks whether the first look-up is over

} // namespace

address_entry::addresses address_entry::current() const {
  std::lock_guard lock(mutex_);
  return known_;
}

void address_entry::publish(addresses found) {
  std::lock_guard lock(mutex_);
  if (version() > 0 && found.endpoints == known_.endpoints)
    return;
  if (version() > 0 && found.endpoints.empty() && !known_.endpoints.empty())
    return; // a name server that is down for a while takes out no backend that answers
  known_ = std::move(found);
  version_.fetch_add(1, std::memory_order_release);
}

awaitable<address_entry::addresses> await_addresses(executor on, std::shared_ptr<address_entry> entry,
                                                    steady_clock::time_point deadline) {
  timer pause(on);
  while (entry->version() == 0 && steady_clock::now() < deadline) {
    pause.expires_after(glance);
    co_await pause.async_wait(use);
  }
  co_return entry->current();
}

address_book::address_book(asio::io_context& control)
    : control_(control.get_executor())
    , resolver_(control_)
    , regular_(control_) {
  asio::post(control_, [this] { look_up_regularly(); });
}

void address_book::adopt(std::set<name> configured, address_guard guard) {
  std::lock_guard lock(mutex_);
  configured_ = std::move(configured);
  guard_.emplace(std::move(guard));
}

/// Those of the addresses at which a backend of that name may be.
address_entry::addresses address_book::admitted(const name& of, std::vector<tcp_endpoint> found) const {
  address_entry::addresses told;
  told.endpoints = std::move(found);
  if (!guard_ || configured_.contains(of))
    return told;
  const auto barred =
      std::ranges::find_if(told.endpoints, [&](const auto& to) { return !guard_->admits(to.address()); });
  if (barred == told.endpoints.end())
    return told;
  told.barred = true;
  told.failure = guard_->refusal_of(barred->address());
  std::erase_if(told.endpoints, [&](const auto& to) { return !guard_->admits(to.address()); });
  return told;
}

std::shared_ptr<address_entry> address_book::entry(const config::backend_url& backend) {
  std::lock_guard lock(mutex_);
  const name which{backend.host(), backend.port()};
  auto& at = records_[which];
  if (auto known = at.entry.lock())
    return known;
  auto fresh = std::make_shared<address_entry>(which);
  at.entry = fresh;
  error_code not_literal;
  const auto address = asio::ip::make_address(backend.host(), not_literal);
  at.literal = !not_literal;
  if (at.literal)
    fresh->publish(admitted(which, {{address, backend.port()}}));
  else
    asio::post(control_, [this, which] { look_up(which, 0s); });
  return fresh;
}

void address_book::refresh(const std::shared_ptr<address_entry>& entry) {
  asio::post(control_, [this, entry] { look_up(entry->name_, least_interval); });
}

void address_book::look_up(const name& which, std::chrono::seconds least_age) {
  {
    std::lock_guard lock(mutex_);
    const auto found = records_.find(which);
    const auto now = steady_clock::now();
    if (found == records_.end() || found->second.literal || found->second.looking_up ||
        now - found->second.looked_up < least_age)
      return;
    found->second.looking_up = true;
    found->second.looked_up = now;
  }
  resolver_.async_resolve(
      which.first, std::to_string(which.second), [this, which](const error_code& error, auto results) {
        std::vector<tcp_endpoint> endpoints;
        for (const auto& r : results)
          endpoints.push_back(r.endpoint());
        std::lock_guard lock(mutex_);
        auto found = admitted(which, std::move(endpoints));
        if (error)
          found.failure = error.message();
        const auto at = records_.find(which);
        if (at == records_.end())
          return;
        at->second.looking_up = false;
        if (const auto entry = at->second.entry.lock(); entry && error != asio::error::operation_aborted)
          entry->publish(std::move(found));
      });
}

void address_book::look_up_regularly() {
  std::vector<name> all;
  {
    std::lock_guard lock(mutex_);
    std::erase_if(records_, [](const auto& r) { return r.second.entry.expired(); });
    for (const auto& r : records_)
      all.push_back(r.first);
  }
  for (const auto& which : all)
    look_up(which, 0s);
  regular_.expires_after(regular_interval);
  regular_.async_wait([this](const error_code& error) {
    if (!error)
      look_up_regularly();
  });
}

} // namespace loadex::net::io
