#include "tests/e2e/api/event_replay.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <random>
#include <sstream>
#include <thread>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr std::size_t writers = 50;
const std::string pool = "/loadex/v1/pools/main";

/// An order that was answered, and what its event says if it changed something.
struct order {
  std::string from;     // the writer's address
  std::string kind;     // of its event; empty: it is to have none
  std::uint64_t id = 0; // likewise, or
  std::string url;      // that of one that is added
  std::string after;    // likewise; empty: whatever it says
  std::string asked;    // for people
  unsigned status = 0;
  wall_time sent;
  wall_time answered;
  bool has_event = false;
  std::function<bool(const event_replay&, wall_time, wall_time)> held{}; // what was so meanwhile if there is no event
};

std::string address_of(std::size_t writer) {
  return "127.0.1." + std::to_string(writer + 1);
}

bool is_of(const order& one, const json& event) {
  const std::string kind = event.at("msg");
  if (!one.url.empty()) // one that was about to leave is enabled
    return (kind == "backend added" || kind == "backend enabled") && event.at("backend") == one.url;
  return kind == one.kind && (one.kind == "algorithm changed" || one.id == event.at("id")) &&
         (one.after.empty() || one.after == event.value("after", ""));
}

/// Gives the event to the order that it is of; false if there is none that was under way then. Times are of
/// milliseconds, of which one may see several orders: one that must have an event comes before one that may.
bool claim(std::vector<order>& orders, const json& event) {
  const auto at = time_of(event.at("time"));
  const auto may_be_of = [&](const order& one) {
    return !one.has_event && one.sent <= at + 1ms && at <= one.answered && is_of(one, event);
  };
  auto of = std::ranges::find_if(orders, [&](const order& one) { return !one.url.empty() && may_be_of(one); });
  if (of == orders.end())
    of = std::ranges::find_if(orders, may_be_of);
  if (of == orders.end())
    return false;
  of->has_event = true;
  return true;
}

/// Somebody who changes the pool by chance. The first backend is left in service.
class writer {
public:
  writer(std::uint16_t port, std::size_t number, std::vector<std::string> spares, std::atomic<unsigned>& newest)
      : client_(port, address_of(number))
      , chance_(static_cast<unsigned>(number))
      , spares_(std::move(spares))
      , newest_(newest) {}

  void write() {
    switch (below(8)) {
    case 0:
      return choose();
    case 1:
      return add();
    case 2:
      return remove();
    case 3:
      return drain();
    case 4:
      return turn("disable", "backend disabled", "disabled");
    case 5:
      return turn("enable", "backend enabled", "serving");
    default:
      return weigh();
    }
  }

  const std::vector<order>& done() const noexcept { return done_; }

private:
  unsigned below(unsigned count) { return std::uniform_int_distribution<unsigned>(0, count - 1)(chance_); }

  /// One of the latest backends; most are there.
  std::uint64_t somebody() { return std::max(2u, newest_ - below(8)); }

  order& ask(const std::string& method, const std::string& path, const json& body = {}) {
    header_fields fields;
    if (!body.is_null())
      fields.push_back({"Content-Type", "application/json"});
    auto& one = done_.emplace_back();
    one.asked = method + " " + path + " " + body.dump();
    one.sent = std::chrono::system_clock::now();
    auto answer = client_.ask(method, pool + path, fields, body.is_null() ? "" : body.dump());
    one.answered = std::chrono::system_clock::now();
    one.status = answer.status;
    answer_ = std::move(answer.body);
    return one;
  }

  /// An order to a backend that is there, or not.
  void order_to(std::uint64_t id, order& given, std::string kind, std::string after,
                std::function<bool(const standing&)> so) {
    given.id = id;
    given.kind = std::move(kind);
    given.after = std::move(after);
    if (given.status == 409) // a later order has taken its place
      return;
    const bool was_there = given.status == 200;
    const bool was_so = given.status != 404;
    given.held = [=](const event_replay& told, wall_time begin, wall_time end) {
      return told.was(id, begin, end, [&](const standing* then) { return then ? was_so && so(*then) : !was_there; });
    };
  }

  void weigh() {
    const auto id = below(4) == 0 ? 1 : somebody();
    const auto weight = std::to_string(1 + below(9));
    auto& given = ask("PATCH", "/backends/" + std::to_string(id), {{"weight", std::stoi(weight)}});
    order_to(id, given, "weight changed", weight, [weight](const standing& then) { return then.weight == weight; });
  }

  void choose() {
    constexpr std::array all{"roundrobin", "weightedroundrobin", "leastconnection", "random", "first"};
    const std::string name = all[below(all.size())];
    auto& given = ask("PATCH", "", {{"algorithm", name}});
    given.kind = "algorithm changed";
    given.after = name;
    given.held = [name](const event_replay& told, wall_time begin, wall_time end) {
      return told.had_algorithm(name, begin, end);
    };
  }

  void turn(const std::string& verb, const std::string& kind, const std::string& mode) {
    const auto id = somebody();
    auto& given = ask("POST", "/backends/" + std::to_string(id) + "/" + verb);
    order_to(id, given, kind, "", [mode](const standing& then) { return then.mode == mode; });
  }

  void drain() {
    const auto id = somebody();
    const std::string wait = below(2) == 0 ? "&wait=true" : "";
    auto& given = ask("POST", "/backends/" + std::to_string(id) + "/drain?deadline=1s" + wait);
    order_to(id, given, "backend draining", "",
             [](const standing& then) { return then.mode == "draining" || then.mode == "leaving"; });
  }

  void remove() {
    const auto id = somebody();
    const std::string wait = below(2) == 0 ? "&wait=true" : "";
    auto& given = ask("DELETE", "/backends/" + std::to_string(id) + "?deadline=1s" + wait);
    order_to(id, given, "backend draining", "", [](const standing& then) { return then.mode == "leaving"; });
  }

  void add() {
    const auto url = spares_[below(static_cast<unsigned>(spares_.size()))];
    auto& given = ask("POST", "/backends", {{"url", url}});
    if (given.status == 409) {
      given.held = [url](const event_replay& told, wall_time begin, wall_time end) {
        return told.had_url(url, begin, end);
      };
      return;
    }
    given.url = url;
    given.held = [](const event_replay&, wall_time, wall_time) { return false; };
    if (given.status == 201) // or it has left again
      for (auto id = json::parse(answer_).at("id").get<unsigned>(), newest = newest_.load();
           newest < id && !newest_.compare_exchange_weak(newest, id);)
        ;
  }

  http_client client_;
  std::mt19937 chance_;
  const std::vector<std::string> spares_;
  std::atomic<unsigned>& newest_;
  std::vector<order> done_;
  std::string answer_;
};

/// The backends as the API shows them.
event_replay::backends seen_in(const json& list) {
  event_replay::backends all;
  for (const auto& b : list.at("backends")) {
    const std::string state = b.at("state");
    all[b.at("id")] = {b.at("url"), state == "draining" || state == "disabled" ? state : "serving",
                       b.at("weight").dump()};
  }
  return all;
}

std::vector<json> events_in(const std::string& log) {
  std::vector<json> all;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);)
    if (auto one = json::parse(line); one.contains("event"))
      all.push_back(std::move(one));
  return all;
}

std::chrono::milliseconds time_to_write() {
  const char* wanted = std::getenv("WRITERS_SECONDS");
  return wanted != nullptr ? std::chrono::seconds(std::atoi(wanted)) : 3s;
}

} // namespace

TEST_CASE_METHOD(fixture, "50 writers at once under traffic: no request fails, and the events tell each change between "
                          "its order and its answer, and what there is in the end") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  std::vector<std::string> spares;
  spares.reserve(6);
  for (int i = 0; i < 6; ++i)
    spares.push_back(start_backend().url());
  http_client operating(balancer.port());
  const auto get = [&](const std::string& path) { return json::parse(operating.get(pool + path).body); };
  REQUIRE(eventually([&] { return get("/backends?state=healthy")["backends"].size() == 2; }));
  event_replay told(seen_in(get("/backends")), get("")["algorithm"]);

  traffic clients(balancer.port(), {.clients = 64});
  std::atomic<unsigned> newest{2};
  std::map<std::string, std::vector<order>> done; // by the writer's address
  for (std::size_t i = 0; i < writers; ++i)
    done[address_of(i)];
  std::vector<std::thread> at_work;
  const auto end = std::chrono::steady_clock::now() + time_to_write();
  for (std::size_t i = 0; i < writers; ++i)
    at_work.emplace_back([&, i] {
      writer one(balancer.port(), i, spares, newest);
      while (std::chrono::steady_clock::now() < end)
        one.write();
      done.at(address_of(i)) = one.done();
    });
  for (auto& one : at_work)
    one.join();
  REQUIRE(eventually([&] { return get("/backends?state=draining")["backends"].empty(); }));
  const auto traffic_told = clients.stop();
  CHECK(traffic_told.failures.empty());
  CHECK(traffic_told.answered > 100);
  const auto there = seen_in(get("/backends"));
  const std::string algorithm = get("")["algorithm"];
  REQUIRE(balancer.stop() == 0); // its log is whole then

  std::uint64_t number = 0;
  std::size_t changes = 0;
  for (const auto& event : events_in(balancer.process().output())) {
    INFO(event.dump());
    REQUIRE(event.at("event") == ++number);
    REQUIRE(told.apply(event).empty());
    if (event.at("by") != "admin")
      continue;
    ++changes;
    REQUIRE(claim(done.at(event.at("from")), event)); // somebody had asked for it, and was not answered before
  }
  CHECK(changes > writers);
  for (const auto& [from, orders] : done)
    for (const auto& one : orders) {
      INFO(from << ": " << one.asked << ": " << one.status);
      REQUIRE(one.status < 500);
      if (!one.has_event && one.held)
        REQUIRE(one.held(told, one.sent - 1ms, one.answered));
    }
  CHECK(told.now() == there);
  CHECK(told.algorithm() == algorithm);
}
