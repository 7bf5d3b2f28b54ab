#include "net/io/polled_socket.hpp"

#include <sys/socket.h>

#include <utility>

namespace loadex::net::io {

polled_socket::polled_socket(engine& of, poll_set& by, base::descriptor connected, engine::watcher& who,
                             bool connecting)
    : kernel_socket(of, std::move(connected), who)
    , by_(by)
    , key_(by_.add(descriptor(), *this, connecting))
    , room_is_told_(connecting) {}

void polled_socket::polled(std::uint32_t events) {
  if ((events & poll_set::bytes) != 0)
    may_have_more_ = true;
  if ((events & poll_set::bytes & ~std::uint32_t{EPOLLIN}) != 0)
    has_ended_ = true;
  tell((events & poll_set::room) != 0);
}

void polled_socket::ask_for_bytes() {
  if (may_receive())
    ask_for_turn();
}

void polled_socket::ask_for_room() {
  if (is_open() && !std::exchange(room_is_told_, true))
    by_.ask_for_room(descriptor(), key_);
}

void polled_socket::close() noexcept {
  if (!is_open())
    return;
  by_.remove(key_);
  take_descriptor();
}

void polled_socket::reset() noexcept {
  if (is_open())
    reset_at_close(descriptor());
  close();
}

void polled_socket::shutdown_send() noexcept {
  if (is_open())
    ::shutdown(descriptor(), SHUT_WR);
}

} // namespace loadex::net::io
