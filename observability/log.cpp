#include "observability/log.hpp"

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>

namespace loadex::observability {

namespace {

constexpr std::size_t queue_length = 8192; // lines

struct level_name {
  std::string_view text;
  level value;
  spdlog::level::level_enum native;
};

constexpr std::array level_names{
    level_name{"DEBUG", level::debug, spdlog::level::debug},
    level_name{"INFO", level::info, spdlog::level::info},
    level_name{"WARN", level::warn, spdlog::level::warn},
    level_name{"ERROR", level::error, spdlog::level::err},
};

const level_name& named(level l) {
  return level_names[static_cast<std::size_t>(l)];
}

std::string now_utc() {
  using namespace std::chrono;
  const auto now = system_clock::now();
  const auto ms = duration_cast<milliseconds>(now.time_since_epoch()) % 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(system_clock::to_time_t(now)), ms.count());
}

std::shared_ptr<spdlog::logger> logger; // set once before other threads start

} // namespace

std::optional<level> level_from(std::string_view name) {
  const auto same = [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; };
  for (const auto& l : level_names)
    if (std::equal(name.begin(), name.end(), l.text.begin(), l.text.end(), same))
      return l.value;
  return std::nullopt;
}

void start_logging(level lowest) {
  spdlog::init_thread_pool(queue_length, 1);
  logger = std::make_shared<spdlog::async_logger>("loadex", std::make_shared<spdlog::sinks::stdout_sink_mt>(),
                                                  spdlog::thread_pool(), spdlog::async_overflow_policy::overrun_oldest);
  logger->set_pattern("%v");
  logger->set_level(named(lowest).native);
}

void change_log_level(level lowest) {
  if (logger)
    logger->set_level(named(lowest).native);
}

void stop_logging() {
  logger.reset();
  spdlog::shutdown();
}

bool logs(level l) noexcept {
  return logger && logger->should_log(named(l).native);
}

void log_event(level l, std::string_view event,
               std::initializer_list<std::pair<std::string_view, field_value>> fields) {
  if (!logs(l))
    return;
  nlohmann::ordered_json line{{"time", now_utc()}, {"level", named(l).text}, {"msg", event}};
  for (const auto& [name, value] : fields) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || !text->empty())
      std::visit([&, key = std::string(name)](const auto& v) { line[key] = v; }, value);
  }
  // Bytes that are not UTF-8 (a client may send any) are replaced, never thrown about.
  logger->log(named(l).native, line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

} // namespace loadex::observability
