#include "apps/loadbalancer/handover/manifest.hpp"

#include "base/enumerators.hpp"
#include "config/backends_codec.hpp"
#include "config/codec.hpp"

#include <caf/config_value.hpp>
#include <caf/expected.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <exception>
#include <stdexcept>
#include <utility>

namespace loadex::handover {

namespace {

using actors::backend_memory;
using actors::member_memory;
using actors::pool_memory;
using actors::health::circuit;
using nlohmann::json;
using steady = backend_memory::time;

// ---- times: of the steady clock of this machine, in ns since its beginning ----

std::int64_t number_of(steady at) {
  return std::chrono::nanoseconds(at.time_since_epoch()).count();
}

steady time_of(const json& number) {
  return steady(std::chrono::duration_cast<steady::duration>(std::chrono::nanoseconds(number.get<std::int64_t>())));
}

std::int64_t milliseconds_of(std::chrono::system_clock::time_point at) {
  return std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

template <class To>
std::optional<To> optional_of(const json& object, const char* name, To (*read)(const json&)) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? std::nullopt : std::optional(read(*found));
}

// ---- backends: as the configuration has them ----

std::string as_settings(const config::backend_settings& one) {
  return config::backends_codec{}.print({one});
}

config::backend_settings settings_from(const json& text) {
  auto list = caf::config_value::parse(text.get<std::string>());
  if (!list)
    throw std::invalid_argument("no list of backends");
  return config::backends_codec{}.read(*list).at(0);
}

// ---- memories ----

template <class Enum>
Enum word_from(const json& object, const char* name, Enum otherwise) {
  const auto word = object.value(name, std::string());
  for (std::size_t i = 0; i < base::enumerators<Enum>(); ++i)
    if (to_string(static_cast<Enum>(i)) == word)
      return static_cast<Enum>(i);
  return otherwise;
}

json as_json(const circuit::past& past) {
  auto outages = json::array();
  for (const auto at : past.outages)
    outages.push_back(number_of(at));
  return {{"state", to_string(past.current)},
          {"outages", std::move(outages)},
          {"unforgiven", past.unforgiven},
          {"forgiven", number_of(past.forgiven)},
          {"ejections", past.ejections}};
}

circuit::past circuit_from(const json& object) {
  circuit::past past{.current = word_from(object, "state", circuit::state::closed),
                     .unforgiven = object.at("unforgiven"),
                     .forgiven = time_of(object.at("forgiven")),
                     .ejections = object.at("ejections")};
  for (const auto& at : object.at("outages"))
    past.outages.push_back(time_of(at));
  return past;
}

json as_json(const backend_memory& known) {
  json all{{"health", to_string(known.health)},
           {"only_for_requests", known.only_for_requests},
           {"circuit", as_json(known.circuit)},
           {"latest_fault", to_string(known.latest_fault)},
           {"probe",
            {{"healthy", known.latest_probe.healthy},
             {"why", to_string(known.latest_probe.why)},
             {"detail", known.latest_probe.detail}}},
           {"in_flight", known.in_flight}};
  if (known.ejected_until)
    all["ejected_until"] = number_of(*known.ejected_until);
  if (known.latency)
    all["latency_s"] = known.latency->count();
  if (known.warming_since)
    all["warming_since"] = number_of(*known.warming_since);
  return all;
}

backend_memory backend_from(const json& object) {
  const auto& probe = object.at("probe");
  return {.health = word_from(object, "health", actors::health::state::checking),
          .only_for_requests = object.at("only_for_requests"),
          .circuit = circuit_from(object.at("circuit")),
          .ejected_until = optional_of<steady>(object, "ejected_until", time_of),
          .latest_fault = word_from(object, "latest_fault", base::reason::none),
          .latest_probe = {probe.at("healthy"), word_from(probe, "why", base::reason::none), probe.at("detail")},
          .latency = optional_of<std::chrono::duration<double>>(
              object, "latency_s", [](const json& s) { return std::chrono::duration<double>(s.get<double>()); }),
          .warming_since = optional_of<steady>(object, "warming_since", time_of),
          .in_flight = object.at("in_flight")};
}

json as_json(const member_memory& known) {
  return {{"settings", as_settings(known.how)}, {"in_service", known.in_service},
          {"why", to_string(known.why)},        {"detail", known.detail},
          {"last_probe", known.last_probe},     {"since_ms", milliseconds_of(known.since)},
          {"known", as_json(known.backend)}};
}

member_memory member_from(const json& object) {
  return {.how = settings_from(object.at("settings")),
          .in_service = object.at("in_service"),
          .why = word_from(object, "why", base::reason::none),
          .detail = object.at("detail"),
          .last_probe = object.at("last_probe"),
          .since = std::chrono::system_clock::time_point(
              std::chrono::milliseconds(object.at("since_ms").get<std::int64_t>())),
          .backend = backend_from(object.at("known"))};
}

json as_json(const pool_memory& known) {
  auto claims = json::array();
  for (const auto& claim : known.claims)
    claims.push_back({{"source", claim.source}, {"settings", as_settings(claim.wanted)}});
  auto members = json::array();
  for (const auto& member : known.members)
    members.push_back(as_json(member));
  return {{"name", known.name},
          {"algorithm", to_string(known.algorithm)},
          {"wanted_algorithm", to_string(known.wanted_algorithm)},
          {"claims", std::move(claims)},
          {"members", std::move(members)}};
}

pool_memory pool_from(const json& object) {
  pool_memory known{.name = object.at("name"),
                    .algorithm = config::algorithm_codec{}.parse(object.at("algorithm").get<std::string>()),
                    .wanted_algorithm =
                        config::algorithm_codec{}.parse(object.at("wanted_algorithm").get<std::string>())};
  for (const auto& claim : object.at("claims"))
    known.claims.push_back({claim.at("source"), settings_from(claim.at("settings"))});
  for (const auto& member : object.at("members"))
    known.members.push_back(member_from(member));
  return known;
}

// ---- texts ----

/// What is sent may have been cut short, or be from another version: then it is nothing.
template <class Read>
auto read(std::string_view text, Read how) -> std::optional<decltype(how(json()))> {
  try {
    return how(json::parse(text));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string text_of(const json& all) {
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

std::string to_text(const greeting& said) {
  return text_of({{"version", said.version}});
}

std::optional<greeting> greeting_from(std::string_view text) {
  return read(text, [](const json& said) { return greeting{said.at("version")}; });
}

std::string to_text(const std::vector<std::string>& names) {
  return text_of({{"sockets", names}});
}

std::optional<std::vector<std::string>> names_from(std::string_view text) {
  return read(text, [](const json& said) { return said.at("sockets").get<std::vector<std::string>>(); });
}

std::string to_text(const std::vector<pool_memory>& pools) {
  auto all = json::array();
  for (const auto& pool : pools)
    all.push_back(as_json(pool));
  return text_of({{"pools", std::move(all)}});
}

std::optional<std::vector<pool_memory>> pools_from(std::string_view text) {
  return read(text, [](const json& said) {
    std::vector<pool_memory> pools;
    for (const auto& one : said.at("pools"))
      pools.push_back(pool_from(one));
    return pools;
  });
}

std::string to_text(const std::vector<remaining>& left) {
  auto all = json::array();
  for (const auto& one : left)
    all.push_back({one.pool, one.backend, one.in_flight});
  return text_of({{"left", std::move(all)}});
}

std::optional<std::vector<remaining>> remaining_from(std::string_view text) {
  return read(text, [](const json& said) {
    std::vector<remaining> left;
    for (const auto& one : said.at("left"))
      left.push_back({one.at(0), one.at(1), one.at(2)});
    return left;
  });
}

} // namespace loadex::handover
