#include "net/upstream/target.hpp"

#include <algorithm>
#include <utility>

namespace loadex::net::upstream {

using base::reason;

target::target(std::shared_ptr<const actors::member> backend, std::shared_ptr<io::address_entry> addresses,
               std::shared_ptr<observability::request_shard> shard, idle_allowance& allowance)
    : backend_(std::move(backend))
    , addresses_(std::move(addresses))
    , shard_(std::move(shard))
    , allowance_(allowance)
    , url_(backend_->url.text())
    , authority_(backend_->url.authority())
    , affinity_tag_(actors::balancing::affinity_tag(backend_->identity)) {}

target::~target() {
  close_idle(steady_clock::time_point::max());
}

io::stream_ptr target::take_idle() {
  while (!idle_.empty()) {
    auto c = std::move(idle_.back().connection);
    idle_.pop_back();
    give_back(1);
    c->on_idle_read(nullptr);
    if (c->quiet())
      return c;
    c->close();
  }
  return nullptr;
}

void target::put_idle(io::stream_ptr c, steady_clock::time_point now, std::size_t most) {
  if (idle_.size() >= most || allowance_.left == 0 || now < none_until_) {
    c->close();
    return;
  }
  c->read_ahead();
  // A backend that closes an idle connection, or says something nobody asked for, ends it.
  c->on_idle_read([this, raw = c.get()] {
    raw->close();
    give_back(std::erase_if(idle_, [raw](const idle_connection& i) { return i.connection.get() == raw; }));
  });
  --allowance_.left;
  shard_->idle.add();
  idle_.push_back({std::move(c), now});
}

/// So many connections are idle no more.
void target::give_back(std::size_t idle) {
  allowance_.left += idle;
  shard_->idle.subtract(idle);
}

std::size_t target::close_idle(steady_clock::time_point since) {
  const auto end =
      std::find_if(idle_.begin(), idle_.end(), [since](const idle_connection& i) { return i.since >= since; });
  for (auto i = idle_.begin(); i != end; ++i) {
    i->connection->on_idle_read(nullptr);
    i->connection->close();
  }
  auto closed = static_cast<std::size_t>(end - idle_.begin());
  give_back(closed);
  idle_.erase(idle_.begin(), end);
  if (since == steady_clock::time_point::max()) {
    closed += bound_.size();
    for (const auto& c : std::exchange(bound_, {}))
      c->close();
  }
  return closed;
}

awaitable<io::connected> target::connect(executor on, steady_clock::time_point deadline,
                                         io::connect_canceller& canceller) {
  if (const auto version = addresses_->version(); version != known_version_) {
    known_ = addresses_->current();
    known_version_ = version;
    last_good_ = 0;
  }
  if (known_.endpoints.empty())
    co_return io::connected{nullptr, 0, reason::dns_failed, known_.failure};
  auto result = co_await io::connect(on, known_.endpoints, last_good_, deadline, canceller);
  if (result.stream)
    last_good_ = result.endpoint;
  co_return result;
}

} // namespace loadex::net::upstream
