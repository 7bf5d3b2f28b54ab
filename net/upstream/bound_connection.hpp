#pragma once

#include "net/io/stream.hpp"
#include "net/upstream/dispatcher.hpp"
#include "net/upstream/target.hpp"

#include <utility>

namespace loadex::net::upstream {

/// The connection to a backend that a client's login holds for (see http1::binds_connection()): it carries that
/// client's requests alone and ends with the client's connection. Empty for nearly everybody.
class bound_connection {
public:
  bound_connection() = default;
  bound_connection(const bound_connection&) = delete;
  bound_connection& operator=(const bound_connection&) = delete;
  ~bound_connection() { drop(); }

  bool empty() const noexcept { return stream_ == nullptr; }

  /// The backend that it leads to, if that is still in the pool's offer and the connection open; else nothing is kept.
  target_ptr backend(const dispatcher& by) {
    if (stream_ && (!stream_->quiet() || by.offer_of(*backend_) == nullptr))
      drop();
    return backend_;
  }

  /// Takes it for a request to `to`; null if it does not lead there.
  io::stream_ptr take(const target& to, const dispatcher& by) {
    if (backend(by).get() != &to)
      return nullptr;
    stream_->on_idle_read(nullptr);
    backend_->forget_bound(stream_);
    backend_ = nullptr;
    return std::exchange(stream_, nullptr);
  }

  /// Keeps `stream`, whose last message ended cleanly, for the client's next request.
  void keep(target_ptr backend, io::stream_ptr stream) {
    drop();
    backend_ = std::move(backend);
    stream_ = std::move(stream);
    stream_->read_ahead();
    stream_->on_idle_read([raw = stream_.get()] { raw->close(); }); // nobody asked for anything: it is over
    backend_->note_bound(stream_);
  }

private:
  void drop() {
    if (!stream_)
      return;
    backend_->forget_bound(stream_);
    backend_ = nullptr;
    stream_->on_idle_read(nullptr);
    stream_->close();
    stream_ = nullptr;
  }

  target_ptr backend_;
  io::stream_ptr stream_;
};

} // namespace loadex::net::upstream
