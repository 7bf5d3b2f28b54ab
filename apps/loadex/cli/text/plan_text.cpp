#include "apps/loadex/cli/text/plan_text.hpp"

#include "apps/loadex/cli/terminal/paint.hpp"
#include "apps/loadex/cli/terminal/printable.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <set>

namespace loadex::cli {

namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string list_of(const ordered_json& said, const char* member) {
  return base::join(said.value(member, ordered_json::array()), ", ", text_of);
}

/// A line that begins with its sign, in its colour.
std::string line(char sign, const std::string& text, bool colours) {
  const auto colour = sign == '+'   ? fmt::terminal_color::green
                      : sign == '-' ? fmt::terminal_color::red
                                    : fmt::terminal_color::yellow;
  return coloured(printable(fmt::format("{} {}", sign, text)), colour, colours) + "\n";
}

/// `weight 3, backup true`: what is said of a backend beside its URL.
std::string properties(const ordered_json& backend) {
  std::string told;
  for (const auto& [name, value] : backend.items())
    if (name != "url")
      told += fmt::format("{}{} {}", told.empty() ? "" : ", ", name, text_of(value));
  return told.empty() ? told : "  " + told;
}

/// `weight 1 → 3`: what differs.
std::string differences(const ordered_json& before, const ordered_json& after) {
  std::string told;
  const auto tell = [&](const std::string& name, const ordered_json* from, const ordered_json* to) {
    told += fmt::format("{}{} {} → {}", told.empty() ? "" : ", ", name, from == nullptr ? "-" : text_of(*from),
                        to == nullptr ? "-" : text_of(*to));
  };
  for (const auto& [name, value] : after.items()) {
    const auto was = before.find(name);
    if (was == before.end() || *was != value)
      tell(name, was == before.end() ? nullptr : &*was, &value);
  }
  for (const auto& [name, value] : before.items())
    if (!after.contains(name))
      tell(name, &value, nullptr);
  return told.empty() ? told : "  " + told;
}

std::string sign_and_name(const ordered_json& one, const std::string& kind, bool colours) {
  const auto change = one.at("change").get<std::string>();
  const char sign = change == "added" ? '+' : change == "removed" ? '-' : '~';
  return line(sign, fmt::format("{} {}", kind, one.at("name").get<std::string>()), colours);
}

std::string pool_text(const ordered_json& pool, bool colours) {
  auto told = sign_and_name(pool, "pool", colours);
  const auto algorithm = pool.find("algorithm");
  if (pool.at("change") == "changed" && algorithm != pool.end() && algorithm->at("before") != algorithm->at("after"))
    told +=
        "  " + line('~',
                    fmt::format("algorithm {} → {}", text_of(algorithm->at("before")), text_of(algorithm->at("after"))),
                    colours);
  for (const auto& one : pool.value("joins", ordered_json::array()))
    told += "  " + line('+', text_of(one.at("url")) + properties(one), colours);
  for (const auto& one : pool.value("leaves", ordered_json::array()))
    told += "  " + line('-', text_of(one.at("url")) + properties(one), colours);
  for (const auto& one : pool.value("changes", ordered_json::array()))
    told += "  " + line('~', text_of(one.at("url")) + differences(one.at("before"), one.at("after")), colours);
  if (const auto moved = pool.find("keys_moved"); moved != pool.end() && moved->is_number())
    told += fmt::format("    {:.1f} % of the keys go to another backend\n", moved->get<double>() * 100);
  return told;
}

bool changes(const ordered_json& one) {
  return one.at("change") != "unchanged";
}

} // namespace

std::string plan_text(const ordered_json& plan, bool colours) {
  std::string told;
  std::set<std::string> names; // of what has been told, as `changed` calls it
  for (const auto& pool : plan.at("pools"))
    if (changes(pool)) {
      told += pool_text(pool, colours);
      names.insert("pools." + text_of(pool.at("name")));
    }
  for (const auto& listener : plan.value("listeners", ordered_json::array()))
    if (changes(listener)) {
      told += sign_and_name(listener, "listener", colours);
      names.insert("listeners." + text_of(listener.at("name")));
    }
  for (const auto& name : plan.at("changed"))
    if (!names.contains(text_of(name)))
      told += line('~', text_of(name), colours);
  if (const auto waiting = list_of(plan, "wait_for_restart"); !waiting.empty())
    told += printable(fmt::format("Only a restart changes {}.\n", waiting));
  return told.empty() ? "Nothing changes.\n" : told;
}

std::string reload_text(const ordered_json& done) {
  const auto changed = list_of(done, "changed");
  const auto waiting = list_of(done, "wait_for_restart");
  return printable(fmt::format("version {} is in force: {}{}\n", text_of(done.at("version")),
                               changed.empty() ? "nothing has changed" : "changed " + changed,
                               waiting.empty() ? "" : "; only a restart changes " + waiting));
}

std::string upgrade_text(const ordered_json& done) {
  const auto shown = [](const ordered_json& one) {
    return fmt::format("{} ({})", text_of(one.at("process")), text_of(one.at("version")));
  };
  return printable(fmt::format("process {} has taken over from {}, which finishes what is under way\n",
                               shown(done.at("now")), shown(done.at("before"))));
}

std::string reload_state_text(const ordered_json& state) {
  auto told = fmt::format("{} is in force since {}; {} adopted, {} refused\n",
                          state.contains("file") && !state.at("file").is_null() ? text_of(state.at("file")) : "no file",
                          text_of(state.at("since")), text_of(state.at("adopted")), text_of(state.at("refused")));
  const auto last = state.find("last");
  if (last != state.end() && last->is_object()) {
    told += fmt::format("last: {} at {}\n", text_of(last->at("result")), text_of(last->at("time")));
    for (const auto& problem : last->value("problems", ordered_json::array()))
      told += fmt::format("  {}\n", text_of(problem));
  }
  return printable(told);
}

std::string saved_text(const ordered_json& done) {
  const auto saved = list_of(done, "saved");
  auto told =
      fmt::format("{}: {}\n", text_of(done.at("file")), saved.empty() ? "there was nothing to save" : "saved " + saved);
  for (const auto& one : done.at("not_saved"))
    told += fmt::format("not saved: {}{}: {}\n", text_of(one.at("name")),
                        one.contains("backend") ? " of " + text_of(one.at("backend")) : "", text_of(one.at("why")));
  return printable(told);
}

} // namespace loadex::cli
