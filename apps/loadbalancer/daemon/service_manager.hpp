#pragma once

#include "base/descriptor.hpp"
#include "base/unix_socket.hpp"

#include <chrono>
#include <deque>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadex {

/// Whoever has started this process and looks after it, such as systemd: it is told how the process is, by datagrams as
/// sd_notify(3) has them. Nobody waits for it but the end: what it does not take at once is sent before the next. Any
/// thread.
class service_manager {
public:
  /// What it asks of the process.
  struct terms {
    std::string socket{};                  // where it wants to be told: a path, or `@` and an abstract name; empty: not
    std::chrono::microseconds watchdog{0}; // it ends a process that it has not heard of for so long; 0: it does not
    std::set<std::string> keeps{};         // where sockets listen that it keeps by a unit of its own
    std::vector<std::string> useless{};    // names of descriptors that it has given us and that are closed

    /// The variables of the environment that say so, for a process that is to be looked after in our place.
    std::vector<std::string> variables() const;
  };

  /// Takes the terms out of the environment, so that no child speaks for us. Before there is another thread.
  static terms take_terms();

  /// Without a socket nobody is told anything.
  explicit service_manager(terms by);
  /// What it has yet to take is sent now, if it takes it within 5 s: MAINPID is of no use from a process that is gone.
  ~service_manager();
  service_manager(const service_manager&) = delete;
  service_manager& operator=(const service_manager&) = delete;

  bool is_there() const noexcept { return !by_.socket.empty(); }
  const terms& by() const noexcept { return by_; }

  // After stopping() it is neither ready nor does it reload.

  /// Nothing is said before ready(): another process speaks as yet. What would be said is said then, but for beats.
  void hold_until_ready();
  /// Clients are served, or are again after reloading().
  void ready();
  /// The configuration is read again; ready() ends it.
  void reloading();
  /// The end has begun.
  void stopping();
  /// One line for people.
  void status(const std::string& line);
  /// We are alive.
  void beat();
  /// That process is to be looked after: another one, or this one again.
  void main_pid(pid_t pid);
  /// Another process speaks from now on.
  void fall_silent();

  /// Keeps copies of these sockets under that name, and has the next process inherit them, however this one ends.
  void store(const std::string& name, std::span<const int> sockets);
  /// Closes those that it keeps under that name.
  void drop(const std::string& name);

private:
  struct message {
    std::string text;
    std::vector<base::descriptor> with;
  };

  void tell(std::string text, std::span<const int> with = {});
  void send_what_waits();
  int send(const std::string& text, const std::vector<base::descriptor>& with) const;
  void complain(int error);

  const terms by_;
  const base::unix_address to_;
  const base::descriptor socket_;
  std::mutex mutex_; // guards what follows
  std::deque<message> waiting_;
  std::string status_; // the last that was told
  bool stopping_ = false;
  bool held_ = false;
  bool silent_ = false;
  bool complained_ = false;
};

} // namespace loadex
