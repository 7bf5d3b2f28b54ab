#pragma once

#include "observability/request_record.hpp"

#include <string_view>

namespace loadex::observability {

/// A request as the access log tells it: what has become of it, and what its head says besides. Its texts are anywhere.
struct access_entry {
  request_record about;
  unsigned version = 11; // of HTTP: 10 or 11
  std::string_view host{};
  std::string_view referer{};
  std::string_view user_agent{};
  tls_words tls{}; // `about.tls` is not to be relied on: it lives no longer than the request

  /// Why it was not answered as a backend would have; none if it was.
  base::reason why() const noexcept { return about.why != base::reason::none ? about.why : about.failed; }

  /// Calls `with` with each text, by reference.
  template <class Entry, class Function>
  static void each_text(Entry& entry, Function with) {
    auto& about = entry.about;
    for (auto* text :
         {&about.what.method, &about.what.target, &about.client, &about.listener, &about.route_name, &about.pool_name,
          &about.backend, &about.request_id, &about.traceparent, &entry.host, &entry.referer, &entry.user_agent,
          &entry.tls.version, &entry.tls.cipher, &entry.tls.host, &entry.tls.client})
      with(*text);
  }
};

} // namespace loadex::observability
