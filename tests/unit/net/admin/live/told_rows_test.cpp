#include "net/admin/live/told_rows.hpp"

#include <catch2/catch.hpp>

using loadex::net::admin::told_rows;
using row = told_rows::row;

namespace {

/// A look that finds these, by their `id`.
void look(told_rows& rows, const std::vector<row>& there) {
  rows.begin();
  for (const auto& one : there)
    rows.put(one["id"].dump(), one);
  rows.finish();
}

} // namespace

TEST_CASE("a row that is new is told whole, and then what has changed of it, with its name") {
  told_rows rows(1);
  const row first{{"id", 1}, {"state", "healthy"}, {"in_flight", 0}};
  look(rows, {first});
  CHECK(rows.take_changes() == std::vector<row>{first});
  look(rows, {{{"id", 1}, {"state", "healthy"}, {"in_flight", 5}}});
  CHECK(rows.take_changes() == std::vector<row>{{{"id", 1}, {"in_flight", 5}}});
}

TEST_CASE("a row that is as it was is not told again") {
  told_rows rows(1);
  look(rows, {{{"id", 1}, {"state", "healthy"}}});
  rows.take_changes();
  look(rows, {{{"id", 1}, {"state", "healthy"}}});
  CHECK(rows.take_changes().empty());
}

TEST_CASE("a field that a row has no more is told to be null") {
  told_rows rows(1);
  look(rows, {{{"id", 1}, {"reason", "refused"}}});
  rows.take_changes();
  look(rows, {row{{"id", 1}}});
  CHECK(rows.take_changes() == std::vector<row>{{{"id", 1}, {"reason", nullptr}}});
}

TEST_CASE("a row that a look has not found is told to have gone, once") {
  told_rows rows(1);
  look(rows, {row{{"id", 1}}, row{{"id", 2}}});
  look(rows, {row{{"id", 2}}});
  CHECK(rows.take_gone() == std::vector<std::string>{"1"});
  CHECK(rows.take_gone().empty());
  CHECK(rows.all() == std::vector<row>{row{{"id", 2}}});
}

TEST_CASE("a row that comes back is told whole") {
  told_rows rows(1);
  look(rows, {{{"id", 1}, {"state", "healthy"}}});
  look(rows, {});
  rows.take_changes();
  look(rows, {{{"id", 1}, {"state", "healthy"}}});
  CHECK(rows.take_changes() == std::vector<row>{{{"id", 1}, {"state", "healthy"}}});
}
