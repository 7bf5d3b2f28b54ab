#include "net/front/lane.hpp"
#include "tests/support/dispatch_fixture.hpp"

#include <boost/intrusive/list.hpp>
#include <catch2/catch.hpp>

using namespace loadex;
using namespace loadex::net;

TEST_CASE("a lane that nobody holds any more is not to be found, though it has yet to end") {
  tests::dispatch_fixture at(1);
  observability::request_recorder records(at.metrics.shard(0, "", ""));
  exchange::request_ids ids;
  io::pipe_stock pipes(0);
  boost::intrusive::list<front::lane, boost::intrusive::constant_time_size<false>> all;
  auto pool = std::make_shared<const actors::pool>(
      at.system(), 2, actors::reconfigure{{"configuration"}, {{"other", {}, {}, {}}, {}}}, at.prober);
  std::weak_ptr<const actors::pool> known = pool;
  auto held = front::lane::open(
      {at.io.get_executor(), at.mailroom, at.addresses, at.metrics, 0, records, "", at.idle, ids, pipes}, pool,
      pool->spawn_strategy(1));
  all.push_back(*held);
  pool.reset();

  held.reset();
  CHECK(all.empty());
  CHECK(!known.expired());
  at.turn();
  CHECK(known.expired());
}
