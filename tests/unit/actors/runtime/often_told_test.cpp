#include "actors/runtime/often_told.hpp"
#include "actors/runtime/worker_mailroom.hpp"
#include "tests/support/actor_fixture.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <stdexcept>

namespace {

struct step {
  int length = 0;
};
struct rest {};

using walker = caf::typed_actor<caf::reacts_to<step>, caf::reacts_to<rest>>;

} // namespace

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(step)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rest)

namespace {

using loadex::actors::worker_mailroom;

/// What a walker has done, for the test.
struct diary {
  int steps_at_once = 0;
  int steps_by_behavior = 0;
  int rests = 0;
};

struct walk {
  diary* done = nullptr;

  void go(const step& s) {
    if (s.length < 0)
      throw std::runtime_error("backwards");
    ++done->steps_at_once;
  }
};

using practised_walker = loadex::actors::often_told<walker, &walk::go>;

walker::behavior_type run_walker(practised_walker* self, diary* done) {
  self->state.done = done;
  return {
      [done](const step&) { ++done->steps_by_behavior; },
      [done](const rest&) { ++done->rests; },
  };
}

struct fixture : loadex::tests::actor_fixture {
  diary done;
  worker_mailroom mailroom{system(), [] {}};
  const walker who = system().spawn<caf::lazy_init>(run_walker, &done);
};

} // namespace

TEST_CASE("what an actor is often told is handled at once, by whatever way it comes") {
  fixture f;
  f.mailroom.send(f.who, step{1});
  f.send(f.who, step{1}); // through its mailbox
  CHECK(f.done.steps_at_once == 2);
  CHECK(f.done.steps_by_behavior == 0);
}

TEST_CASE("all else that an actor is told goes by its behavior, which also answers") {
  fixture f;
  f.mailroom.send(f.who, rest{});
  CHECK(f.done.rests == 1);

  caf::scoped_actor asking(f.system());
  asking->request(f.who, caf::infinite, step{1});
  f.run();
  CHECK(f.done.steps_by_behavior == 1);
}

TEST_CASE("an actor that is often told something ends with what it throws then") {
  fixture f;
  f.mailroom.send(f.who, step{-1});
  f.mailroom.send(f.who, step{1});
  CHECK(f.done.steps_at_once == 0);
}
