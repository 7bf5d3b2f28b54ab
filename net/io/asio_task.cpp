#include "net/io/asio_task.hpp"

#include <boost/asio/detail/epoll_reactor.hpp>
#include <boost/asio/detail/scheduler.hpp>

#include <utility>

namespace loadex::net::io {

namespace {

namespace detail = asio::detail;

/// Asio has what it needs for this, and no way to ask for it. The language lets an explicit instantiation name what is
/// private.
template <auto Set, auto Task>
struct opened {
  friend int set_of(detail::epoll_reactor& of) { return of.*Set; }
  friend detail::scheduler_task*& task_of(detail::scheduler& of) { return of.*Task; }
};
template struct opened<&detail::epoll_reactor::epoll_fd_, &detail::scheduler::task_>;
int set_of(detail::epoll_reactor& of);
detail::scheduler_task*& task_of(detail::scheduler& of);

} // namespace

/// Stands where Asio has its reactor.
class asio_task::replacement final : public detail::scheduler_task {
public:
  replacement(asio::io_context& loop, wait by)
      : reactor_(asio::use_service<detail::epoll_reactor>(loop))
      , place_(task_of(asio::use_service<detail::scheduler>(loop)))
      , wait_(std::move(by)) {
    reactor_.init_task();
    place_ = this;
  }

  int descriptor() const noexcept { return set_of(reactor_); }

  void run(long microseconds, detail::op_queue<detail::scheduler_operation>& found) override {
    if (wait_(microseconds))
      reactor_.run(0, found);
  }

  void interrupt() override { reactor_.interrupt(); }

  void end() noexcept {
    if (place_ == this)
      place_ = &reactor_;
  }

private:
  detail::epoll_reactor& reactor_;
  detail::scheduler_task*& place_;
  const wait wait_;
};

asio_task::asio_task(asio::io_context& loop, wait by)
    : replacement_(std::make_unique<replacement>(loop, std::move(by))) {}

asio_task::~asio_task() = default;

int asio_task::descriptor() const noexcept {
  return replacement_->descriptor();
}

void asio_task::end() noexcept {
  replacement_->end();
}

} // namespace loadex::net::io
