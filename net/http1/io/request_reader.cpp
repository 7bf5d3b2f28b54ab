#include "net/http1/io/request_reader.hpp"

#include "net/http1/framing.hpp"

#include <cstring>
#include <utility>

namespace loadex::net::http1 {

using progress = head_result::progress;

request_reader::request_reader(io::stream& from, io::deadline& deadline, const head_limits& most,
                               steady_clock::duration patience)
    : from_(from)
    , deadline_(deadline)
    , most_(most)
    , patience_(patience) {}

void request_reader::begin(std::span<char> bytes) {
  bytes_ = bytes;
  scanned_ = 0;
  head_.clear();
}

std::optional<head_result> request_reader::ready() {
  for (;;) {
    if (const auto head = parse(); head.state != progress::need_more)
      return head;
    const auto got = from_.take(room());
    if (!got)
      return std::nullopt;
    if (const auto end = add(*got))
      return end;
  }
}

awaitable<head_result> request_reader::next() {
  for (bool waiting = false;;) {
    if (const auto head = ready())
      co_return *head;
    if (!std::exchange(waiting, true))
      deadline_.guard(steady_clock::now() + patience_, [&from = from_] { from.cancel(); });
    const auto got = co_await from_.read(room());
    if (const auto end = add(got))
      co_return *end;
  }
}

head_result request_reader::parse() {
  if (filled_ == 0)
    return {};
  const auto head = read_request_head({bytes_.data(), filled_}, most_, scanned_, head_);
  return head.state == progress::complete ? frame_request(head_, framing_) : head;
}

/// Takes over what was read; the end of reading if there is no more.
std::optional<head_result> request_reader::add(const io_result& got) {
  if (deadline_.expired())
    return head_result::bad(base::reason::header_timeout);
  if (got.error)
    return head_result{};
  filled_ += got.bytes;
  return std::nullopt;
}

void request_reader::carry_over(std::string_view rest) {
  filled_ = rest.size();
  if (filled_ > 0)
    std::memmove(bytes_.data(), rest.data(), filled_);
}

} // namespace loadex::net::http1
