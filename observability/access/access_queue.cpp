#include "observability/access/access_queue.hpp"

namespace loadex::observability {

void access_queue::write(access_entry& entry) noexcept {
  auto bytes = sizeof(prefix) + sizeof entry;
  access_entry::each_text(entry, [&](std::string_view& text) {
    text = text.substr(0, most_text);
    bytes += text.size();
  });
  bytes = (bytes + alignment - 1) / alignment * alignment;

  auto at = end_.load(std::memory_order_relaxed);
  const auto until_end = capacity - place_of(at);
  auto gap = bytes <= until_end ? 0 : until_end;
  if (place_of(at) > usual && (known_begin_ = begin_.load(std::memory_order_acquire)) == at)
    gap = until_end; // all is read: on with memory that is in the processor's cache, and in use already
  const auto is_full = [&] { return at + gap + bytes - known_begin_ > capacity; };
  if (is_full())
    known_begin_ = begin_.load(std::memory_order_acquire);
  if (is_full()) {
    shared_.dropped.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  if (gap > 0) {
    put_prefix(at, {static_cast<std::uint32_t>(gap), true});
    at += gap;
  }
  put_prefix(at, {static_cast<std::uint32_t>(bytes), false});
  auto* to = bytes_.get() + place_of(at) + sizeof(prefix);
  std::memcpy(to, &entry, sizeof entry);
  to += sizeof entry;
  access_entry::each_text(std::as_const(entry), [&](std::string_view text) {
    if (!text.empty()) // which may be nowhere
      std::memcpy(to, text.data(), text.size());
    to += text.size();
  });
  end_.store(at + bytes); // before it looks whether the writer is idle, who says so before it looks at this

  if (at + bytes - known_begin_ > capacity / 2)
    known_begin_ = begin_.load(std::memory_order_acquire);
  if (shared_.idle.load() || at + bytes - known_begin_ > capacity / 2)
    shared_.wake();
}

} // namespace loadex::observability
