#pragma once

#include "net/exchange/client.hpp"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadex::tests {

/// A client without a connection: its body is what the test gives it, its answer is what the test finds here.
class scripted_client final : public net::exchange::client {
public:
  using piece = net::http::body_piece;

  explicit scripted_client(const net::executor& on)
      : deadline_(on)
      , upload_deadline_(on)
      , arrival_(on) {}

  // ---- what the test says ----

  /// The next piece of the body is there.
  void give(piece::kind what, std::string_view data = {}) {
    body_.push_back({what, data});
    arrival_.cancel();
  }

  /// Takes nothing more: every sending fails.
  void break_off() { broken_ = true; }

  /// Leaves, as one does whose connection is reset.
  void leave() {
    left_ = true;
    if (auto* told = std::exchange(observer_, nullptr))
      told->client_left();
  }

  // ---- what the test finds ----

  std::vector<unsigned> interim_statuses;
  unsigned status = 0; // of the answer that has been sent; 0: none
  std::string body;
  std::string trailing;
  bool whole = false;

  // ---- the client ----

  std::optional<piece> ready() override {
    if (body_.empty())
      return std::nullopt;
    const auto next = body_.front();
    if (next.what == piece::kind::data)
      body_.pop_front();
    complete_ = next.what == piece::kind::end;
    return next;
  }

  net::awaitable<piece> next() override {
    while (body_.empty() && !stopped_) {
      arrival_.expires_at(net::steady_clock::time_point::max());
      co_await arrival_.async_wait(net::use);
    }
    if (std::exchange(stopped_, false))
      co_return piece{piece::kind::cut_off};
    co_return *ready();
  }

  bool body_complete() const noexcept override { return complete_; }
  std::string_view trailers() const noexcept override { return {}; }

  bool interim(const net::http::response_head& head) override {
    laid_out_interim_ = head.status;
    return true;
  }
  void begin(const net::http::response_head& head, const net::http::response_framing&,
             const net::exchange::answer_additions&) override {
    laid_out_status_ = head.status;
  }
  void add(std::string_view data) override { laid_out_ += data; }
  bool takes_pipes() const noexcept override { return false; }
  void add(net::io::pipe& /*data*/) override {}
  void finish(std::string_view trailers) override {
    trailing = trailers;
    laid_out_end_ = true;
  }

  sending send_now() override { return broken_ ? sending::broken : (take(), sending::done); }
  net::awaitable<bool> send(net::steady_clock::duration) override {
    if (!broken_)
      take();
    co_return !broken_;
  }

  net::io::stream* switch_protocols(const net::http::response_head&, const net::exchange::answer_additions&,
                                    std::string_view) override {
    return nullptr;
  }
  std::string_view rest() const noexcept override { return {}; }

  bool left() const noexcept override { return left_; }
  void watch(observer* who) override { observer_ = who; }
  bool has_left_unnoticed(bool) override { return left_; }
  void stop() override {
    stopped_ = true;
    arrival_.cancel();
  }

  net::io::deadline& deadline() override { return deadline_; }
  net::io::deadline& upload_deadline() override { return upload_deadline_; }

private:
  void take() {
    if (laid_out_interim_ != 0)
      interim_statuses.push_back(std::exchange(laid_out_interim_, 0));
    status = laid_out_status_;
    body += std::exchange(laid_out_, {});
    whole = laid_out_end_;
  }

  std::deque<piece> body_;
  bool complete_ = false;
  bool broken_ = false;
  bool left_ = false;
  bool stopped_ = false;
  observer* observer_ = nullptr;
  unsigned laid_out_interim_ = 0;
  unsigned laid_out_status_ = 0;
  std::string laid_out_;
  bool laid_out_end_ = false;
  net::io::deadline deadline_;
  net::io::deadline upload_deadline_;
  net::timer arrival_;
};

} // namespace loadex::tests
