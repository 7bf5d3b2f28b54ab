#pragma once

#include "config/backend_url.hpp"
#include "net/io/address_guard.hpp"
#include "net/io/types.hpp"

#include <boost/asio/ip/basic_resolver.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace loadex::net::io {

/// The addresses of one host and port, kept up to date by the address book. Any thread.
class address_entry {
public:
  using name = std::pair<std::string, std::uint16_t>;

  explicit address_entry(name of)
      : name_(std::move(of)) {}

  struct addresses {
    std::vector<tcp_endpoint> endpoints; // empty: the name does not resolve
    std::string failure;                 // why not
    bool barred = false;                 // there are others where no backend may be
  };

  /// Changes with every new set of addresses; 0 while the first look-up is under way.
  std::uint64_t version() const noexcept { return version_.load(std::memory_order_acquire); }

  addresses current() const;

private:
  friend class address_book;
  void publish(addresses found);

  const name name_;
  std::atomic<std::uint64_t> version_{0};
  mutable std::mutex mutex_; // guards known_
  addresses known_;
};

/// The addresses as they are known; of a new name, once it has been looked up, or as they are at `deadline`.
awaitable<address_entry::addresses> await_addresses(executor on, std::shared_ptr<address_entry> entry,
                                                    steady_clock::time_point deadline);

/// Resolves the names of backends on the control thread: at once when first asked for, every 10 s, and after a failed
/// connect. IP literals need no resolving. Only the hosts of the configuration may be anywhere.
class address_book {
public:
  using name = address_entry::name;

  explicit address_book(asio::io_context& control);

  /// From now on all but those of `configured` lead only where the guard admits. Any thread.
  void adopt(std::set<name> configured, address_guard guard);

  /// The entry for `backend`, the same for the same host and port. Any thread.
  std::shared_ptr<address_entry> entry(const config::backend_url& backend);

  /// Looks the name up again soon, at most once a second. Any thread.
  void refresh(const std::shared_ptr<address_entry>& entry);

private:
  struct record {
    std::weak_ptr<address_entry> entry;
    bool literal = false; // an IP address: nothing to look up
    bool looking_up = false;
    steady_clock::time_point looked_up;
  };

  void look_up(const name& which, std::chrono::seconds least_age);
  void look_up_regularly();
  address_entry::addresses admitted(const name& of, std::vector<tcp_endpoint> found) const;

  executor control_;
  asio::ip::basic_resolver<asio::ip::tcp, executor> resolver_;
  timer regular_;
  std::mutex mutex_; // guards what follows
  std::map<name, record> records_;
  std::set<name> configured_;
  std::optional<address_guard> guard_; // none: nobody has said
};

} // namespace loadex::net::io
