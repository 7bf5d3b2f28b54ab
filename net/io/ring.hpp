#pragma once

#include "base/descriptor.hpp"
#include "net/io/blocks.hpp"

#include <boost/intrusive/list.hpp>

#include <liburing.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace loadex::net::io {

/// An io_uring(7): what its members ask of the kernel goes there all at once, with the wait for what becomes of it.
/// Bytes are received into blocks that the kernel chooses, so that whoever only waits for some holds none. Of the
/// thread that makes it.
class ring final : block_source {
public:
  using of_all = boost::intrusive::list_base_hook<boost::intrusive::tag<class in_all>,
                                                  boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  using of_waiting = boost::intrusive::list_base_hook<boost::intrusive::tag<class in_waiting>,
                                                      boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  using of_leaving = boost::intrusive::list_base_hook<boost::intrusive::tag<class in_leaving>,
                                                      boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

  enum class operation : std::uintptr_t { receive, send, room, arrivals };

  /// Whoever asks. Lives until what it has asked for is completed or, of what it sends, until the next wait.
  class member : public of_all, public of_waiting, public of_leaving {
  public:
    /// `result`: bytes, or an error as a negative number. `received`: they are there. May end any member, this one too.
    virtual void completed(operation what, int result, block received) = 0;

    /// Something has arrived, or the end: `events` as of poll(2), or an error as a negative number. `last`: it is told
    /// of no more.
    virtual void arrived(int events, bool last) = 0;

    /// What was enlisted may be asked for. Nobody is told of anything meanwhile.
    virtual void prepare() = 0;

    /// So many bytes of what it sends have gone, or an error as a negative number: `-EAGAIN` if there is no room.
    /// Nobody is told of anything meanwhile.
    virtual void sent(int result) = 0;

    /// The ring goes; what is asked for will be completed yet.
    virtual void leave_ring() noexcept = 0;

    /// Its farewell has lasted too long: it asks for no more, and cancels what it has asked for.
    virtual void break_off() noexcept = 0;

    std::chrono::steady_clock::time_point farewell_until{}; // the ring's

  protected:
    ~member() = default;
  };

  /// What a system call costs here: 0.1 µs, or ten times that where each changes the page tables.
  enum class calls { cheap, dear };
  static calls cost_of_calls() noexcept;

  /// `under_way`, which outlives it: requests that its thread has, at any time.
  /// @throws std::system_error if the kernel has none, or forbids it
  explicit ring(const std::size_t& under_way, calls cost = cost_of_calls());
  ~ring();

  /// Why there can be none on this machine, for people; empty if there can be.
  static std::string why_not();

  void add(member& who) { all_.push_back(who); }

  /// Bytes, up to a block of them, or 0 at the end, as soon as they have arrived. `-ENOBUFS`: all blocks are in use.
  void receive(int socket, member& who);

  /// Tells that something has arrived, what is there already, too; where calls are cheap, whenever something does.
  void hear_of_arrivals(int socket, member& who);

  /// Whether bytes cost least if they are received by a call of their own once it has been told of them: to be told
  /// again and again costs the kernel nothing, but each receive() that waits has it note anew whom to wake.
  bool calls_are_cheap() const noexcept { return calls_are_cheap_; }

  /// Whether to send by a call of its own is better than with the next wait: so few requests have lately been under
  /// way that hardly anything would go with it, and what is said had better not wait for their turns and the accounts.
  bool has_little_to_do() const noexcept { return most_lately_ <= few; }

  /// As much of `data`, which stays, as there is room for. In prepare(); behind the next wait, sent() is told. `waits`:
  /// something is to happen as soon as it is sent, and the wait ends with it.
  void send(int socket, std::span<const char> data, member& who, bool waits);

  /// Room to send, or an error.
  void wait_for_room(int socket, member& who);

  /// `who` does without: what has not been done of it is not done any more; it is completed all the same.
  void cancel(operation what, member& who) noexcept;

  /// Closes it behind all that has been asked for: until the kernel is told of that, its number must not be another's.
  void close(base::descriptor socket) noexcept;

  /// It is closed, and the last of what it sends has found no room yet: 10 s from now, or if too many others come
  /// after it, its break_off() is called, unless it has left by then.
  void say_farewell(member& who);

  /// Its prepare() is called before the next wait. Once.
  void enlist(member& who);

  /// Has the kernel do what was asked for, waits for as much as one completion, `microseconds` at most or for good if
  /// that is negative, and tells who is concerned. True: `also` has something to read, which is waited for as well.
  bool run(long microseconds, int also);

  /// Ends all that has been asked for; farewells have a second yet.
  void finish() noexcept;

private:
  static constexpr double few = 8; // requests

  template <class Hook>
  using list =
      boost::intrusive::list<member, boost::intrusive::base_hook<Hook>, boost::intrusive::constant_time_size<false>>;

  void give_back(char* one) noexcept override;
  io_uring_sqe& next(std::uint64_t for_whom) noexcept;
  io_uring_sqe& next(operation what, member& who) noexcept;
  void prepare_all();
  void submit(long microseconds) noexcept;
  void reap();
  void collect();
  void complete_sends();
  void break_off_farewells(std::chrono::steady_clock::time_point due) noexcept;
  void complete(const io_uring_cqe& one);

  struct memory; // of the blocks, and of the kernel's list of those that are free
  const std::unique_ptr<memory> memory_;
  io_uring ring_{};
  int given_back_ = 0;        // blocks that the kernel has not been told of
  std::size_t asked_for_ = 0; // and not completed
  bool also_waits_ = false;   // for `also`
  bool also_has_ = false;
  std::vector<io_uring_cqe> events_; // that are told of
  std::size_t next_event_ = 0;
  const std::size_t& under_way_;
  double most_lately_ = 0; // that were under way; fades with each wait
  const bool calls_are_cheap_;
  list<of_all> all_;
  list<of_waiting> waiting_;
  list<of_leaving> leaving_; // the first has been for longest
  struct sending {
    member* who;
    io_uring_sqe* how;
    unsigned place; // in the kernel's queue
    int result;
  };
  std::vector<sending> sending_; // since the last wait
};

} // namespace loadex::net::io
