#pragma once

#include "actors/messages/backend.hpp"
#include "actors/pool/pool_view.hpp"
#include "net/io/address_book.hpp"
#include "net/io/connect.hpp"
#include "net/io/stream.hpp"
#include "observability/metrics/request_metrics.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace loadex::net::upstream {

/// How many idle connections a worker may still keep, to all backends together.
struct idle_allowance {
  std::size_t left = 0;
};

/// One backend as one worker sees it: its idle connections, its addresses, and what the backend actor has not yet been
/// told. Confined to the worker's thread.
class target : public boost::intrusive_ref_counter<target, boost::thread_unsafe_counter> {
public:
  static constexpr std::size_t no_member = static_cast<std::size_t>(-1);

  target(std::shared_ptr<const actors::member> backend, std::shared_ptr<io::address_entry> addresses,
         std::shared_ptr<observability::request_shard> shard, idle_allowance& allowance);
  ~target();

  const actors::member& backend() const noexcept { return *backend_; }

  /// As a newer view has the same backend.
  void adopt(std::shared_ptr<const actors::member> backend) { backend_ = std::move(backend); }

  observability::request_shard& shard() noexcept { return *shard_; }

  /// Its URL.
  const std::string& url() const noexcept { return url_; }

  /// Its `host:port`.
  const std::string& authority() const noexcept { return authority_; }

  /// By which a client that stays with it names it.
  std::uint64_t affinity_tag() const noexcept { return affinity_tag_; }

  /// The newest idle connection, if any.
  io::stream_ptr take_idle();

  /// Keeps `c`, whose last message ended cleanly, for another request, if there are fewer than `most`.
  void put_idle(io::stream_ptr c, steady_clock::time_point now, std::size_t most);

  /// Connections that become idle before `then` are closed at once.
  void keep_none_until(steady_clock::time_point then) { none_until_ = then; }

  /// Somebody keeps this idle connection for one client alone (see bound_connection), or does so no more: it is closed
  /// where all are.
  void note_bound(const io::stream_ptr& c) { bound_.push_back(c); }
  void forget_bound(const io::stream_ptr& c) { std::erase(bound_, c); }

  /// Closes connections that have been idle since before `since`; with max() all, those kept for one client too.
  /// Returns how many they were.
  std::size_t close_idle(steady_clock::time_point since);

  /// A fresh connection.
  awaitable<io::connected> connect(executor on, steady_clock::time_point deadline, io::connect_canceller& canceller);

  const std::shared_ptr<io::address_entry>& addresses() const noexcept { return addresses_; }

  /// What the backend actor is to be told next.
  actors::traffic_report unsent;

  /// Index in the newest view's members, or no_member.
  std::size_t member = no_member;

  /// See dispatcher::is_gated().
  bool was_gated = false;

private:
  struct idle_connection {
    io::stream_ptr connection;
    steady_clock::time_point since;
  };

  void give_back(std::size_t idle);

  std::shared_ptr<const actors::member> backend_;
  const std::shared_ptr<io::address_entry> addresses_;
  const std::shared_ptr<observability::request_shard> shard_;
  idle_allowance& allowance_;
  const std::string url_; // a newer member has the same, but at another place
  const std::string authority_;
  const std::uint64_t affinity_tag_;
  std::vector<idle_connection> idle_; // oldest first
  std::vector<io::stream_ptr> bound_;
  steady_clock::time_point none_until_{};
  io::address_entry::addresses known_;
  std::uint64_t known_version_ = 0;
  std::size_t last_good_ = 0; // index in known_.endpoints
};

using target_ptr = boost::intrusive_ptr<target>;

} // namespace loadex::net::upstream
