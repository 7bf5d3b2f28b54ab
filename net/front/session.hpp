#pragma once

#include "net/front/entrance.hpp"
#include "net/io/types.hpp"

#include <boost/intrusive/list_hook.hpp>

#include <utility>

namespace loadex::net::front {

/// One client connection, from accept to close, whatever is spoken on it: what its worker asks of it. Lives on its own
/// coroutine; confined to the worker's thread.
class session : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
  explicit session(entrance_ptr at)
      : at_(std::move(at)) {
    at_->opened();
  }
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  virtual ~session() { at_->ended(); }

  /// By which its client has come in.
  const entrance& at() const noexcept { return *at_; }

  /// Serves requests until the connection ends.
  virtual awaitable<> run() = 0;

  /// Ends an answer of our own that would go on for as long as its client likes.
  virtual void end_stream() = 0;

  /// Likewise, and ends the connection if it waits for a request and none is on its way; one that is being served goes
  /// on.
  virtual void stop_if_idle() = 0;

  /// Lets go of a request whose client has gone unnoticed. Called every second while one is under way.
  virtual void check_client() = 0;

  /// Ends the connection to make room for another if it has been waiting for a request that has not begun to come.
  virtual bool give_way() = 0;

  /// Ends the connection now.
  virtual void abort() = 0;

  using hook = boost::intrusive::list_member_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  hook at_rest;   // linked while it waits for a request
  hook under_way; // linked while a backend is asked

private:
  const entrance_ptr at_;
};

} // namespace loadex::net::front
