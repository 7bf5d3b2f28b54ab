#pragma once

#include "observability/access/access_entry.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <semaphore>
#include <type_traits>
#include <utility>

namespace loadex::observability {

/// What the queues of all workers have in common: whether the access log is on, what it has lost, who writes it.
class access_switch {
public:
  std::atomic<bool> on{false};
  std::atomic<unsigned> sample{1}; // one line for so many requests that did not fail
  std::atomic<std::uint64_t> dropped{0};

  /// The writer has nothing to do: who gives it something has to wake it.
  std::atomic<bool> idle{false};

  /// Any thread; never waits.
  void wake() {
    if (!woken_.exchange(true))
      wakes_.release();
  }

  // The writer's thread.

  void await_wake() {
    wakes_.acquire();
    woken_ = false;
  }
  /// Whether it was woken.
  template <class Duration>
  bool await_wake(Duration at_most) {
    if (!wakes_.try_acquire_for(at_most))
      return false;
    woken_ = false;
    return true;
  }

private:
  std::counting_semaphore<> wakes_{0};
  std::atomic<bool> woken_{false}; // and has not seen it yet
};

/// What one worker has to say to the access log: a ring of entries, each with its texts behind it. One thread writes,
/// which never waits: what finds no room is dropped and counted. One thread reads.
class access_queue {
public:
  static constexpr std::size_t capacity = 4 << 20; // bytes
  static constexpr std::size_t most_text = 4096;   // bytes of one text; the rest is cut off

  explicit access_queue(access_switch& shared)
      : shared_(shared)
      , bytes_(std::make_unique_for_overwrite<char[]>(capacity)) {}
  access_queue(const access_queue&) = delete;
  access_queue& operator=(const access_queue&) = delete;

  // ---- its worker's thread ----

  /// Whether there is to be a line for the request: that failed, or whose turn it is.
  bool wants(const request_record& about) noexcept {
    return shared_.on.load(std::memory_order_relaxed) && (has_failed(about) || is_sampled());
  }

  /// Cuts off what is too long of its texts.
  void write(access_entry& entry) noexcept;

  // ---- the writer's thread ----

  /// Calls `with` with what is there now, one entry after the other, as long as it says so.
  template <class Function>
  void read(Function with);

  bool is_empty() const noexcept { return end_.load() == begin_.load(std::memory_order_relaxed); }

private:
  /// Before each entry. Entries do not go around the end of the ring: there may be a gap, and the next is at its begin.
  struct prefix {
    std::uint32_t bytes; // of all until the next
    bool is_gap;
  };
  static constexpr std::size_t usual = capacity / 16; // bytes that are in use while its reader keeps up
  static constexpr std::size_t alignment = alignof(access_entry);
  static_assert(sizeof(prefix) % alignment == 0 && std::is_trivially_copyable_v<access_entry>);

  static bool has_failed(const request_record& about) noexcept {
    return about.why != base::reason::none || about.failed != base::reason::none || about.status >= 500;
  }
  bool is_sampled() noexcept { return turn_++ % shared_.sample.load(std::memory_order_relaxed) == 0; }
  static std::size_t place_of(std::uint64_t at) noexcept { return at % capacity; }
  void put_prefix(std::uint64_t at, const prefix& what) noexcept {
    std::memcpy(bytes_.get() + place_of(at), &what, sizeof what);
  }

  access_switch& shared_;
  const std::unique_ptr<char[]> bytes_;
  std::uint64_t turn_ = 0;
  std::uint64_t known_begin_ = 0; // of what has not been read: at least
  alignas(64) std::atomic<std::uint64_t> begin_{0};
  alignas(64) std::atomic<std::uint64_t> end_{0};
};

template <class Function>
void access_queue::read(Function with) {
  auto at = begin_.load(std::memory_order_relaxed);
  const auto end = end_.load();
  for (bool more = true; more && at != end;) {
    const auto* from = bytes_.get() + place_of(at);
    prefix next{};
    std::memcpy(&next, from, sizeof next);
    if (!next.is_gap) {
      access_entry entry;
      std::memcpy(&entry, from + sizeof next, sizeof entry);
      const auto* text = from + sizeof next + sizeof entry;
      access_entry::each_text(entry, [&](std::string_view& t) {
        t = {text, t.size()};
        text += t.size();
      });
      more = with(std::as_const(entry));
    }
    at += next.bytes;
    begin_.store(at, std::memory_order_release);
  }
}

} // namespace loadex::observability
