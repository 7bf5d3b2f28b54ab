#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace loadex::observability {

/// A request that stands for those in its bucket.
struct exemplar {
  using time = std::chrono::system_clock::time_point;

  std::string request_id;
  std::chrono::nanoseconds took{};
  time ended{};
};

/// The latest exemplar of a bucket. One thread keeps, any thread reads: a reader that comes in between sees by the
/// version that what it has read is of two, and does without.
class exemplar_slot {
public:
  static constexpr std::size_t longest_id = 40; // bytes: a UUID has 36, our own ids 32

  /// Whether none has been kept in that round yet.
  bool is_due(std::uint32_t round) const noexcept { return round_ != round; }

  /// Nothing is kept of an id that is longer, or that an exposition would have to escape.
  void keep(std::string_view request_id, std::chrono::nanoseconds took, exemplar::time ended,
            std::uint32_t round) noexcept {
    round_ = round;
    const auto is_plain = [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\'; };
    if (request_id.empty() || request_id.size() > longest_id || !std::ranges::all_of(request_id, is_plain))
      return;
    words all{};
    std::memcpy(all.data(), request_id.data(), request_id.size());
    all[id_words] = static_cast<std::uint64_t>(took.count());
    all[id_words + 1] = static_cast<std::uint64_t>(ended.time_since_epoch().count());
    const auto version = version_.load(std::memory_order_relaxed);
    version_.store(version + 1, std::memory_order_relaxed);
    for (std::size_t i = 0; i < all.size(); ++i)
      words_[i].store(all[i], std::memory_order_release); // whoever sees one sees that the version is odd, or a later
    version_.store(version + 2, std::memory_order_release);
  }

  /// None: nothing has been kept yet, or something is being kept just now.
  std::optional<exemplar> read() const {
    const auto version = version_.load(std::memory_order_acquire);
    words all{};
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = words_[i].load(std::memory_order_acquire);
    if (version == 0 || version % 2 != 0 || version_.load(std::memory_order_relaxed) != version)
      return std::nullopt;
    std::array<char, longest_id> id{};
    std::memcpy(id.data(), all.data(), id.size());
    const auto end = std::ranges::find(id, '\0');
    return exemplar{.request_id = std::string(id.begin(), end),
                    .took = std::chrono::nanoseconds(all[id_words]),
                    .ended = exemplar::time(exemplar::time::duration(all[id_words + 1]))};
  }

private:
  static constexpr std::size_t id_words = longest_id / sizeof(std::uint64_t);
  using words = std::array<std::uint64_t, id_words + 2>; // the id, how long it took, when it ended

  std::uint32_t round_ = 0;
  std::atomic<std::uint64_t> version_{0}; // odd: something is being kept
  std::array<std::atomic<std::uint64_t>, std::tuple_size_v<words>> words_{};
};

/// A slot whose memory is taken when it is first used: most buckets of most series never are.
class exemplar_holder {
public:
  exemplar_holder() = default;
  exemplar_holder(const exemplar_holder&) = delete;
  exemplar_holder& operator=(const exemplar_holder&) = delete;
  ~exemplar_holder() { delete slot_.load(std::memory_order_relaxed); }

  bool is_due(std::uint32_t round) const noexcept {
    const auto* slot = slot_.load(std::memory_order_relaxed);
    return slot == nullptr || slot->is_due(round);
  }

  /// Of the thread that keeps.
  exemplar_slot& slot() {
    auto* slot = slot_.load(std::memory_order_relaxed);
    if (slot == nullptr)
      slot_.store(slot = new exemplar_slot, std::memory_order_release);
    return *slot;
  }

  std::optional<exemplar> read() const {
    const auto* slot = slot_.load(std::memory_order_acquire);
    return slot == nullptr ? std::nullopt : slot->read();
  }

private:
  std::atomic<exemplar_slot*> slot_{nullptr};
};

} // namespace loadex::observability
