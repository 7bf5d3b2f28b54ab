#pragma once

#include "apps/loadbalancer/handover/giver.hpp"
#include "apps/loadbalancer/handover/program.hpp"
#include "base/descriptor.hpp"
#include "net/admin/upgrades.hpp"
#include "net/io/types.hpp"
#include "observability/events/event.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace loadex::handover {

/// Hands over to whoever comes to its socket, and starts a process that will. One at a time, as an errand: a reload
/// waits for it.
class upgrader final : public net::admin::upgrades {
public:
  using result = std::variant<net::admin::upgraded, net::admin::not_upgraded>;

  struct means {
    giving by;
    std::function<std::vector<remaining>()> left; // requests that are with backends
    std::function<std::chrono::milliseconds()> probing_time;
    std::function<void(std::function<void()>)> put_errand; // to be done after those that are under way
  };

  /// `path` of the socket; empty: there is none. What it refers to outlives it.
  upgrader(net::asio::io_context& control, std::string path, program own, means by);

  /// Listens from now on, in the place of a process before this one. Once, by the thread that starts the process.
  /// @throws std::system_error
  void begin();

  void upgrade(observability::asker by, actors::reply_slot<result> reply) override;

  /// Whether there is a socket for it.
  bool is_set_up() const noexcept { return !path_.empty(); }

  /// This process has been told to end: nobody can come any more, and what has been begun comes to nothing. On the
  /// control thread.
  void stop();

  /// What is under way ends soon. Before the errands do. Any thread.
  void end();

private:
  /// A process that has been started, and who waits for it.
  struct attempt {
    pid_t process = 0;
    bool connected = false; // and is being handed over to
    bool gone = false;
    std::string failed{};               // why, once that is known
    net::steady_clock::time_point by{}; // until then it has to come, or to go
    observability::asker asked{};
    actors::reply_slot<result> reply{};
  };

  void start(observability::asker by, const actors::reply_slot<result>& reply);
  void watch();
  void listen();
  void welcome(base::descriptor caller);
  void hand_over(const std::shared_ptr<channel>& to);
  base::expected<successor> try_to_give(const channel& to) const;
  void close_open();
  void conclude(const base::expected<successor>& how, pid_t with);
  void finish(result how);

  const net::executor control_;
  const std::string path_;
  const program own_;
  const means by_;
  net::asio::posix::basic_stream_descriptor<net::executor> listening_;
  net::timer watching_;
  net::timer pause_;
  std::optional<attempt> attempt_; // control thread
  bool left_ = false;              // to another process; control thread
  bool stopped_ = false;           // control thread
  std::mutex mutex_;               // guards open_
  std::weak_ptr<channel> open_;
  std::atomic<bool> ended_{false};
};

} // namespace loadex::handover
