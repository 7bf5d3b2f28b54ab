#include "net/io/spares.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <utility>
#include <vector>

using loadex::net::io::spares;

namespace {

/// Counts those there are.
struct counted {
  explicit counted(int& of)
      : all(of) {
    ++all;
  }
  counted(const counted&) = delete;
  counted& operator=(const counted&) = delete;
  ~counted() { --all; }

  int& all;
};

/// Takes as many at a time and gives them back.
void need(spares<counted>& from, int count, int& all) {
  std::vector<std::unique_ptr<counted>> taken;
  for (int i = 0; i < count; ++i) {
    auto one = from.take();
    taken.push_back(one ? std::move(one) : std::make_unique<counted>(all));
  }
  for (auto& one : taken)
    from.keep(std::move(one));
}

} // namespace

TEST_CASE("spares are kept for whoever needs one next, so many at most") {
  int all = 0;
  spares<counted> some(3);
  CHECK(some.take() == nullptr);
  need(some, 2, all);
  CHECK(all == 2);
  need(some, 2, all);
  CHECK(all == 2);
  need(some, 5, all);
  CHECK(all == 3);
  some.clear();
  CHECK(all == 0);
}

TEST_CASE("spares that nobody has needed between two trims are ended by the second") {
  int all = 0;
  spares<counted> some(10);
  need(some, 6, all);
  some.trim();
  CHECK(all == 6); // all were needed
  need(some, 2, all);
  some.trim();
  CHECK(all == 2);
  need(some, 1, all);
  need(some, 3, all);
  some.trim();
  CHECK(all == 3);
  some.trim();
  CHECK(all == 0);
}
