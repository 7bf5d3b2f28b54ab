#include "tests/support/e2e/daemon_process.hpp"

#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/programs.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace loadex::tests::e2e {

std::string configuration(const daemon_setup& setup) {
  std::string backends;
  for (const auto& b : setup.backends)
    backends += (backends.empty() ? "" : ", ") + ("{url=\"" + b.url + "\", weight=" + std::to_string(b.weight) + "}");
  auto all = setup.settings;
  all.emplace("global.workers", std::to_string(setup.workers));
  if (setup.certificate.empty()) {
    all.emplace("global.port", "0");
    all.emplace("global.address", "[\"127.0.0.1\"]");
    all.emplace("global.algo", '"' + setup.algorithm + '"');
    all.emplace("global.backends", "[" + backends + "]");
  } else {
    all.emplace("admin.listen", "\"127.0.0.1:0\"");
    all.emplace("listeners.main", R"({port=0, address=["127.0.0.1"], admin=true, pool="main", tls={certificates=[")" +
                                      setup.certificate + "\"]}}");
    all.emplace("pools.main", "{algo=\"" + setup.algorithm + "\", backends=[" + backends + "]}");
  }
  all.emplace("health.interval", "100ms");
  // Has every balancer carry bytes by that, unless its test says otherwise.
  if (const auto* io = std::getenv("LOADEX_TESTS_IO"); io != nullptr && *io != '\0')
    all.emplace("global.io", std::string("\"") + io + '"');

  std::string text;
  std::string section;
  for (const auto& [name, value] : all) { // in order of their sections
    const auto dot = name.find('.');
    if (name.substr(0, dot) != section)
      text += "[" + (section = name.substr(0, dot)) + "]\n";
    text += name.substr(dot + 1) + "=" + value + "\n";
  }
  return text;
}

namespace {

std::vector<std::string> command(const std::string& file) {
  return {loadbalancer_program, "--config-file=" + file};
}

std::vector<std::string> command(const daemon_setup& setup, const std::string& file) {
  auto words = command(file);
  if (setup.descriptors > 0)
    words.insert(words.begin(), {"/usr/bin/prlimit", "--nofile=" + std::to_string(setup.descriptors)});
  if (!setup.given.empty()) // they are for one process alone, which has its number when it has been started
    words.insert(words.begin(), {"/bin/sh", "-c", R"(LISTEN_PID=$$ exec "$0" "$@")"});
  return words;
}

std::vector<std::string> environment(const daemon_setup& setup) {
  auto all = setup.environment;
  std::string names;
  for (const auto& one : setup.given)
    names += (names.empty() ? "" : ":") + one.name;
  if (!setup.given.empty()) {
    all.push_back("LISTEN_FDS=" + std::to_string(setup.given.size()));
    all.push_back("LISTEN_FDNAMES=" + names);
  }
  return all;
}

std::vector<int> descriptors(const daemon_setup& setup) {
  std::vector<int> all;
  for (const auto& one : setup.given)
    all.push_back(one.descriptor);
  return all;
}

std::uint16_t admin_port_of(const nlohmann::json& starting, std::uint16_t shared) {
  const auto address = starting.value("admin", std::string());
  return address.empty() || address.starts_with("unix:")
             ? shared
             : static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

} // namespace

daemon_process::daemon_process(const daemon_setup& setup)
    : process_(command(setup, folder_.write("test.conf", configuration(setup)).string()), environment(setup),
               descriptors(setup))
    , port_(nlohmann::json::parse(process_.await_line(R"("msg":"ready")")).at("port").get<std::uint16_t>())
    , admin_port_(admin_port_of(events("starting").front(), port_)) {}

daemon_process::daemon_process(const std::string& text)
    : process_(command(folder_.write("test.conf", text).string()))
    , port_(nlohmann::json::parse(process_.await_line(R"("msg":"ready")")).at("port").get<std::uint16_t>())
    , admin_port_(admin_port_of(events("starting").front(), port_)) {}

/// As in `site 127.0.0.1:8080, web 127.0.0.1:80`.
std::uint16_t daemon_process::port_of(const std::string& listener) const {
  const auto all = ", " + events("starting").front().at("listeners").get<std::string>();
  const auto named = all.find(", " + listener + ' ');
  if (named == std::string::npos)
    throw std::runtime_error("there is no listener " + listener);
  return static_cast<std::uint16_t>(std::stoi(all.substr(all.find(':', named) + 1)));
}

exposition daemon_process::metrics() const {
  return exposition(http_client(admin_port_).get("/metrics").body);
}

bool daemon_process::is_healthy(const std::string& backend) const {
  const auto health = nlohmann::json::parse(http_client(admin_port_).get("/api/health").body);
  return health.value(backend, false);
}

std::vector<nlohmann::json> daemon_process::events(std::string_view message) const {
  std::vector<nlohmann::json> result;
  const auto text = process_.output();
  std::istringstream lines(text.substr(0, text.rfind('\n') + 1)); // the last line may be half written
  for (std::string line; std::getline(lines, line);)
    if (auto event = nlohmann::json::parse(line); event.at("msg") == message)
      result.push_back(std::move(event));
  return result;
}

nlohmann::json daemon_process::reload(const std::string& text) {
  const auto told = [this] {
    auto all = events("configuration reloaded");
    std::ranges::copy(events("configuration refused"), std::back_inserter(all));
    return all;
  };
  const auto before = told();
  folder_.write("test.conf", text);
  process_.signal(SIGHUP);
  auto after = before;
  if (!eventually([&] { return (after = told()).size() > before.size(); }))
    throw std::runtime_error("the balancer says nothing of a reload");
  return *std::ranges::find_if(after, [&](const auto& event) { return std::ranges::count(before, event) == 0; });
}

int daemon_process::stop() {
  process_.signal(SIGTERM);
  return process_.wait();
}

} // namespace loadex::tests::e2e
