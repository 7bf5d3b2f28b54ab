#pragma once

#include "base/reason.hpp"

#include <cstdint>
#include <string_view>

namespace loadex::observability {

/// Logs what failed on one worker, so many lines a second of each kind: what strangers cause must not fill the log.
class failure_log {
public:
  /// What was asked for, of which the log may know all but the query: that can hold secrets.
  struct asked {
    std::string_view method;
    std::string_view target;
  };

  /// An attempt at the backend of this URL failed.
  void proxy_error(std::string_view backend, const asked& what, base::reason why);

  /// A request failed by no backend's fault.
  void failed_request(std::string_view client, const asked& what, unsigned status, base::reason why,
                      std::string_view detail);

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

} // namespace loadex::observability
