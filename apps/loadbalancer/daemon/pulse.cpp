#include "apps/loadbalancer/daemon/pulse.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace loadex {

using net::asio::post;

pulse::pulse(const net::executor& control, std::vector<thread> asked, std::chrono::microseconds every,
             std::function<void()> beat)
    : control_(control)
    , asked_(std::move(asked))
    , every_(every)
    , beat_(std::move(beat))
    , next_(control) {
  post(control_, [this] { ask(); });
}

void pulse::ask_only_control() {
  asked_.clear();
  ask();
}

void pulse::ask() {
  next_.expires_after(every_);
  next_.async_wait([this](const net::error_code& error) {
    if (!error && missing_ == 0) // else the last answer has the next round begin
      ask();
  });
  const auto round = ++round_;
  missing_ = asked_.size();
  if (missing_ == 0)
    return beat_();
  for (const auto& one : asked_)
    one([this, round] { post(control_, [this, round] { answered(round); }); });
}

void pulse::answered(std::uint64_t round) {
  if (round != round_ || --missing_ > 0)
    return;
  beat_();
  if (next_.expiry() <= net::steady_clock::now())
    ask();
}

} // namespace loadex
