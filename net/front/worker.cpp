#include "net/front/worker.hpp"

#include "net/front/http1_session.hpp"
#include "net/http/http_date.hpp"
#include "net/io/ring.hpp"
#include "observability/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <pthread.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <system_error>
#include <utility>

namespace loadex::net::front {

namespace {

using namespace std::chrono_literals;
using observability::level;
using observability::log_event;

constexpr auto accept_pause = 100ms; // when out of descriptors, or of room
constexpr unsigned ticks_a_trim = 5; // of workspaces: making one anew costs some first touches of pages

} // namespace

worker::worker(std::size_t number, const common& with)
    : number_(number)
    , by_ring_(with.by_ring)
    , counts_(with.counts)
    , metrics_(with.metrics)
    , io_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO) // one thread; others only post
    , busy_(io_.get_executor())
    , mailroom_(with.system, [this] { asio::post(io_, [this] { mailroom_.drain(); }); })
    , stock_(0)
    , records_(with.metrics.shard(number, "", ""))
    , access_(with.access.join())
    , idle_{with.idle_upstreams}
    , pipes_(with.pipes)
    , of_lanes_{io_.get_executor(), mailroom_,   with.addresses, with.metrics, number,
                records_,           with.cdn_id, idle_,          ids_,         pipes_}
    , home_{io_.get_executor(), stock_, records_, *access_, with.own, with.connections, number}
    , room_(io_.get_executor())
    , ticking_(io_.get_executor()) {}

worker::~worker() {
  drain();
  abort();
  join();
}

void worker::start() {
  thread_ = std::thread([this] { run(); });
}

void worker::run() {
  ::pthread_setname_np(::pthread_self(), ("worker-" + std::to_string(number_)).c_str()); // for `top -H`
  tick();
  if (const auto ring = make_ring()) {
    ++counts_.ring;
    auto& engine = io::engine::of(io_.get_executor());
    engine.use(*ring);
    io_.run();
    engine.use_no_ring();
  } else {
    ++counts_.poll;
    io_.run();
  }
}

/// None if it is not to have one, or the kernel has no memory for it.
std::unique_ptr<io::ring> worker::make_ring() const {
  if (!by_ring_)
    return nullptr;
  try {
    return std::make_unique<io::ring>(stock_.lent());
  } catch (const std::system_error& e) {
    log_event(level::error, "a worker does without io_uring",
              {{"worker", static_cast<std::int64_t>(number_)}, {"detail", e.what()}});
    return nullptr;
  }
}

/// What it has been given since its thread ended is let go of: actors would be waited for that are held there.
void worker::join() {
  if (thread_.joinable())
    thread_.join();
  io_.restart();
  io_.poll();
}

void worker::serve(served_pool what) {
  asio::post(io_, [this, what = std::move(what)] {
    if (!home_.draining)
      lanes_.push_back(*new_lanes_.emplace_back(lane::open(of_lanes_, what.pool, what.strategy)));
  });
}

void worker::adopt(edition_ptr newest, std::vector<io::listening_socket> sockets) {
  asio::post(io_, [this, newest = std::move(newest), sockets = std::move(sockets)]() mutable {
    if (home_.draining)
      return;
    for (auto& socket : sockets)
      doors_.emplace_back(socket, io_.get_executor());
    follow(std::move(newest));
  });
}

void worker::follow(edition_ptr newest) {
  const auto by = serve_by(std::move(newest));
  const auto& what = *by->what;
  for (std::size_t i = 0; i < by->lanes.size(); ++i)
    by->lanes[i]->adopt(what.now->pools[i].traffic.proxy, what.to_backends[i]);
  new_lanes_.clear();
  most_sessions_ = what.of_each_worker.clients;
  stock_.adopt(what.now->all.limits.head);
  lead_doors(by);
  if (accepting_begun_)
    begin_accepting();
}

worker_edition_ptr worker::serve_by(edition_ptr newest) {
  boost::intrusive_ptr<worker_edition> by(new worker_edition);
  for (const auto number : newest->pools)
    by->lanes.push_back(lane_of(number));
  for (const auto& name : newest->named_routes)
    by->routes.push_back(metrics_.route(number_, name));
  by->what = std::move(newest);
  return by;
}

lane_ptr worker::lane_of(std::uint64_t pool) {
  const auto found = std::ranges::find(lanes_, pool, [](const lane& l) { return l.pool().number; });
  return found == lanes_.end() ? nullptr : lane_ptr(&*found);
}

/// Has whoever comes in by a door, or has come, served by the listener that has its address in that edition.
void worker::lead_doors(const worker_edition_ptr& by) {
  for (auto& d : doors_) {
    const auto& sites = by->what->sites;
    const auto site =
        std::ranges::find_if(sites, [&](const auto& s) { return std::ranges::find(s.at, d.at) != s.at.end(); });
    if (site == sites.end())
      close(d);
    else if (d.to)
      d.to->adopt(by, *site);
    else
      d.to = new entrance(by, *site, number_);
  }
  std::erase_if(doors_, [](const door& d) { return d.closing && !d.accepting; });
}

/// Nobody has its address any more: it takes who waits already.
void worker::close(door& which) {
  if (std::exchange(which.closing, true))
    return;
  error_code ignored;
  which.acceptor.cancel(ignored);
  which.to->close();
  for (auto& s : sessions_)
    if (&s.at() == which.to.get())
      s.stop_if_idle();
}

void worker::publish(std::uint64_t pool, actors::pool_view_ptr view) {
  asio::post(io_, [this, pool, view = std::move(view)]() mutable {
    if (const auto to = lane_of(pool))
      to->backends().adopt(std::move(view));
  });
}

void worker::close_idle(std::shared_ptr<const io::address_entry> at, std::chrono::milliseconds none_for,
                        std::function<void(std::size_t)> closed) {
  asio::post(io_, [this, at = std::move(at), none_until = steady_clock::now() + none_for, closed = std::move(closed)] {
    std::size_t all = 0;
    for (auto& l : lanes_)
      all += l.backends().close_idle(*at, none_until);
    closed(all);
  });
}

void worker::accept() {
  asio::post(io_, [this] { begin_accepting(); });
}

void worker::begin_accepting() {
  accepting_begun_ = true;
  ++accepting_; // so that none of them is the last before all have begun
  for (auto next = doors_.begin(); next != doors_.end();) {
    auto& d = *next++; // which ends at once while draining
    if (std::exchange(d.accepting, true))
      continue;
    if (d.only_bound) {
      error_code ignored; // it is found when it accepts
      d.acceptor.listen(io::listen_backlog, ignored);
    }
    ++accepting_;
    asio::co_spawn(io_, accept_from(d), asio::detached);
  }
  --accepting_;
}

awaitable<> worker::accept_from(door& from) {
  auto& acceptor = from.acceptor;
  timer pause(io_.get_executor());
  bool complained = false;
  while (!home_.draining && !from.closing) {
    if (is_full()) {
      co_await make_room(from);
      continue;
    }
    tcp_endpoint peer;
    auto who = co_await io::accept(acceptor, peer);
    if (!who.error) {
      complained = false;
      welcome(std::move(who.socket), peer, from.to);
    } else if (who.error != asio::error::operation_aborted) { // out of descriptors or memory
      if (!std::exchange(complained, true))
        log_event(level::error, "accept paused", {{"detail", who.error.message()}});
      pause.expires_after(accept_pause);
      co_await pause.async_wait(use);
    }
  }
  // The kernel has completed these connections: closing the listener would reset them.
  while (!shared_) {
    tcp_endpoint peer;
    auto who = io::accept_now(acceptor, peer);
    if (who.error)
      break;
    welcome(std::move(who.socket), peer, from.to);
  }
  std::erase_if(doors_, [&](const door& d) { return &d == &from; });
  --accepting_;
  finish_if_drained();
}

awaitable<> worker::make_room(door& waiting) {
  co_await waiting.acceptor.async_wait(tcp_acceptor::wait_read, use);
  if (!is_full() || home_.draining || waiting.closing)
    co_return;
  for (auto& s : home_.resting)
    if (s.give_way())
      break;
  room_.expires_after(accept_pause);
  co_await room_.async_wait(use);
}

void worker::welcome(base::descriptor socket, const tcp_endpoint& peer, const entrance_ptr& by) {
  try {
    auto client = io::stream::over(io_.get_executor(), std::move(socket));
    asio::co_spawn(io_, serve(std::move(client), peer, by), asio::detached);
  } catch (const std::exception& e) { // out of memory, here or in the kernel
    log_event(level::error, "session failed", {{"detail", e.what()}});
  }
}

awaitable<> worker::serve(io::stream_ptr from, tcp_endpoint peer, entrance_ptr by) {
  {
    http1_session client(home_, std::move(by), std::move(from), peer);
    sessions_.push_back(client);
    ++session_count_;
    try {
      co_await client.run();
    } catch (const std::exception& e) {
      log_event(level::error, "session failed", {{"detail", e.what()}});
    }
  }
  if (is_full())
    room_.cancel();
  --session_count_;
  finish_if_drained();
}

void worker::soon(std::function<void()> what) {
  asio::post(io_, [this, what = std::move(what)] {
    if (busy_.owns_work())
      what();
  });
}

void worker::drain() {
  asio::post(io_, [this] {
    if (!std::exchange(home_.draining, true)) {
      begin_accepting(); // what waits in the backlog, if nothing was accepted yet
      stop_accepting();
    } else if (!std::exchange(shared_, false)) {
      return;
    }
    for (auto& s : sessions_)
      s.stop_if_idle();
    finish_if_drained();
  });
}

void worker::share_doors(actors::reply_slot<std::vector<shared_door>> reply) {
  asio::post(io_, [this, reply = std::move(reply)] {
    std::vector<shared_door> all;
    for (auto& d : doors_)
      if (d.to && !d.closing)
        all.push_back({d.to->at().of->how.name, base::duplicate(d.acceptor.native_handle())});
    reply.answer(std::move(all));
  });
}

void worker::leave_doors() {
  asio::post(io_, [this] {
    if (std::exchange(home_.draining, true))
      return;
    shared_ = true;
    stop_accepting();
    for (auto& s : sessions_)
      s.end_stream();
    finish_if_drained();
  });
}

void worker::stop_accepting() {
  for (auto& d : doors_) {
    error_code ignored;
    d.acceptor.cancel(ignored);
  }
  room_.cancel();
}

void worker::abort() {
  asio::post(io_, [this] {
    for (auto& s : sessions_)
      s.abort();
  });
}

void worker::finish_if_drained() {
  if (!home_.draining || accepting_ > 0 || !sessions_.empty() || !busy_.owns_work())
    return;
  doors_.clear();
  new_lanes_.clear();
  ticking_.cancel();
  busy_.reset();
}

void worker::tick() {
  home_.date = http::http_date(std::time(nullptr));
  for (auto& l : lanes_)
    l.tick();
  for (auto s = home_.busy.begin(); s != home_.busy.end();) // not of all: many may be idle, each in pages of its own
    (s++)->check_client();
  pipes_.trim();
  if (++ticks_ % ticks_a_trim == 0)
    stock_.trim();
  records_.renew();
  ticking_.expires_after(1s);
  ticking_.async_wait([this](const error_code& error) {
    if (!error && busy_.owns_work())
      tick();
  });
}

} // namespace loadex::net::front
