#pragma once

#include "base/reason.hpp"
#include "net/http/head.hpp"

#include <cstdint>
#include <string_view>

namespace loadex::net::exchange {

/// Logs what failed on one worker, so many lines a second of each kind: what strangers cause must not fill the log.
class failure_log {
public:
  /// An attempt at the backend of this URL failed.
  void proxy_error(std::string_view backend, const http::request_head& request, base::reason why);

  /// A request failed by no backend's fault.
  void failed_request(std::string_view client, const http::request_head& request, unsigned status, base::reason why);

  /// A new second begins: says how many lines were left out in the one before.
  void renew();

private:
  static constexpr unsigned lines_a_second = 20;

  struct budget {
    unsigned left = lines_a_second;
    std::int64_t lost = 0;

    bool take() noexcept;
  };

  budget proxy_errors_;
  budget failed_requests_;
};

} // namespace loadex::net::exchange
