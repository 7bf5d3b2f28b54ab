#include "actors/runtime/compat.hpp"
#include "actors/runtime/worker_mailroom.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/allocations.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <functional>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

/// Runs `what` in the actor that gets it.
struct errand {
  std::function<void()> what;
};

/// Cannot be put into a message once it is armed.
struct poison {
  explicit poison(bool is_armed)
      : armed(is_armed) {}
  poison(const poison& other)
      : armed(other.armed) {
    if (armed)
      throw std::runtime_error("poison");
  }
  poison& operator=(const poison&) = default;
  bool armed;
};

using errand_boy = caf::typed_actor<caf::reacts_to<errand>, caf::reacts_to<poison>>;

} // namespace

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(errand)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(poison)

namespace {

using loadex::actors::worker_mailroom;

errand_boy::behavior_type run_errands(errand_boy::pointer, int) {
  return {
      [](const errand& e) { e.what(); },
      [](const poison&) {},
  };
}

/// A worker that counts how often it is asked to drain later.
struct fixture : loadex::tests::actor_fixture {
  int asked = 0;
  worker_mailroom mailroom{system(), [this] { ++asked; }};
  std::vector<int> log;

  errand_boy spawn() { return system().spawn<caf::lazy_init>(run_errands, 0); }
  errand noting(int number) {
    return {[this, number] { log.push_back(number); }};
  }
};

} // namespace

TEST_CASE("a message has been handled when the mailroom's send returns") {
  fixture f;
  const auto boy = f.spawn();
  f.mailroom.send(boy, f.noting(1));
  CHECK(f.log == std::vector{1});
}

TEST_CASE("messages are handled in the order they were sent") {
  fixture f;
  const auto boy = f.spawn();
  for (int i = 0; i < 5; ++i)
    f.mailroom.send(boy, f.noting(i));
  CHECK(f.log == std::vector{0, 1, 2, 3, 4});
}

TEST_CASE("what a handler sends is handled after it, before the outer send returns") {
  fixture f;
  const auto boy = f.spawn();
  const auto other = f.spawn();
  f.mailroom.send(boy, errand{[&] {
                    f.mailroom.send(other, f.noting(2));
                    f.mailroom.send(boy, f.noting(3));
                    f.log.push_back(1);
                  }});
  CHECK(f.log == std::vector{1, 3, 2}); // `boy` goes on with its own mailbox first
}

TEST_CASE("what other threads send to an actor while it handles a message is handled next, by whoever runs it") {
  fixture f;
  const auto boy = f.spawn();
  f.mailroom.send(boy, errand{[&] {
                    std::thread([&] { loadex::actors::tell(boy, f.noting(2)); }).join();
                    f.log.push_back(1);
                  }});
  CHECK(f.log == std::vector{1, 2});
}

TEST_CASE("an actor that others run is sent to through its mailbox") {
  fixture f;
  const auto boy = f.spawn();
  loadex::actors::tell(boy, f.noting(1)); // the scheduler has it now
  f.mailroom.send(boy, f.noting(2));
  CHECK(f.log.empty());
  f.run();
  CHECK(f.log == std::vector{1, 2});
}

TEST_CASE("an idle actor is sent to without memory being asked for") {
  fixture f;
  const auto boy = f.spawn();
  const errand what{[] {}};
  f.mailroom.send(boy, what);
  const auto before = loadex::tests::allocations();
  f.mailroom.send(boy, what);
  CHECK(loadex::tests::allocations() == before);
}

TEST_CASE("an actor with more to do than one turn allows goes on when the worker drains later") {
  fixture f;
  const auto boy = f.spawn();
  f.mailroom.send(boy, errand{[&] {
                    for (int i = 0; i < 600; ++i)
                      f.mailroom.send(boy, f.noting(i));
                  }});
  CHECK(f.log.size() < 600);
  CHECK(f.asked == 1);

  f.mailroom.send(boy, f.noting(600)); // neither runs it now nor asks again
  CHECK(f.log.size() < 600);
  CHECK(f.asked == 1);

  f.mailroom.drain();
  CHECK(f.log.size() < 601);
  CHECK(f.asked == 2);
  f.mailroom.drain();
  CHECK(f.asked == 2);

  std::vector<int> expected(601);
  std::iota(expected.begin(), expected.end(), 0);
  CHECK(f.log == expected);
}

TEST_CASE("a mailroom that goes lets nobody wait in its queue") {
  loadex::tests::actor_fixture actors;
  int handled = 0;
  {
    worker_mailroom mailroom{actors.system(), [] {}};
    const auto boy = actors.system().spawn<caf::lazy_init>(run_errands, 0);
    mailroom.send(boy, errand{[&] {
                    for (int i = 0; i < 1'000; ++i)
                      mailroom.send(boy, errand{[&] { ++handled; }});
                  }});
    CHECK(handled < 1'000);
  }
  CHECK(handled == 1'000);
  CHECK(actors.actors_alive() == 0);
}

TEST_CASE("a message that cannot be made leaves the mailroom in order") {
  fixture f;
  const auto boy = f.spawn();
  poison bad{false};
  bad.armed = true;
  CHECK_THROWS_AS(f.mailroom.send(boy, std::ref(bad).get()), std::runtime_error);
  f.mailroom.send(boy, f.noting(1));
  CHECK(f.log == std::vector{1});
}

TEST_CASE("a handler that throws ends its actor and nobody else") {
  fixture f;
  const auto bad = f.spawn();
  const auto good = f.spawn();
  f.mailroom.send(bad, errand{[] { throw std::runtime_error("broken"); }});
  CHECK(f.actors_alive() == 1);
  f.mailroom.send(bad, f.noting(1));
  f.mailroom.send(good, f.noting(2));
  CHECK(f.log == std::vector{2});
}

TEST_CASE("an actor that nobody holds any more ends after its last message") {
  fixture f;
  f.mailroom.send(f.spawn(), f.noting(1));
  CHECK(f.log == std::vector{1});
  CHECK(f.actors_alive() == 0);
}
