#pragma once

#include "actors/runtime/reply_slot.hpp"
#include "config/settings.hpp"
#include "config/snapshot.hpp"
#include "observability/events/event.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace loadex::net::admin {

/// What a text that is sent to be planned is called in problems.
inline constexpr std::string_view sent_text = "text";

/// Why something that was asked of the configuration was not done; nothing has changed then.
struct denial {
  enum class cause {
    no_file,    // there is none: Loadex was started without
    changed,    // the asker knows another configuration than is in force
    bad_text,   // what was to hold has mistakes
    no_writing, // the file cannot be written, or must not be
  };

  cause why{};
  std::vector<std::string> problems{}; // each a line, such as `f:3: health.interval: ...`
};

template <class T>
using or_denial = std::variant<T, denial>;

/// What a configuration would change if it were adopted now.
struct configuration_plan {
  enum class kind { unchanged, added, removed, changed };

  struct pool {
    std::string name;
    kind what{};
    std::vector<config::backend_settings> joins{};
    std::vector<config::backend_settings> leaves{};
    std::vector<std::pair<config::backend_settings, config::backend_settings>> changes{}; // before and after
    std::optional<config::algorithm> before{};                                            // none: there is no such pool
    std::optional<config::algorithm> after{};                                             // likewise
    std::optional<double> keys_moved{}; // the share, of 0 to 1; none: it has no keys
  };

  struct listener {
    std::string name;
    kind what{};
  };

  std::vector<std::string> changed;          // as config::succession has them
  std::vector<std::string> wait_for_restart; // likewise
  std::vector<pool> pools;
  std::vector<listener> listeners;
};

/// What has come of a reload.
struct configuration_adopted {
  std::string id;
  std::uint64_t version = 0;
  std::vector<std::string> changed;          // as config::succession has them
  std::vector<std::string> wait_for_restart; // likewise
};

/// What has come of a save.
struct configuration_saved {
  struct left_out {
    std::string name;    // `pools.main.backends`
    std::string backend; // its URL, if it is about one
    std::string why;
  };

  std::string file;
  std::vector<std::string> saved; // the names of what the block has: `pools.main.backends`
  std::vector<left_out> not_saved;
};

/// How the latest reload has ended.
struct reload_ending {
  bool adopted = false;
  std::chrono::system_clock::time_point at{};
  std::vector<std::string> problems{}; // of one that was refused
};

/// Names what is in force, live changes included, and whether the file says the same: a save changes that.
std::string tag_of(const config::settings& in_force, const std::string& id_of_file);

/// Whether an asker knows the configuration of that tag, which is in force; none: it need not.
using precondition = std::function<bool(std::string_view tag)>;

/// The configuration, for handlers: what holds, and what can be asked of whoever reads and writes the file. What is
/// asked is done one after the other, off the threads that carry traffic. An answer that does not come any more, since
/// Loadex stops, leaves its slot abandoned. Any thread.
class configuration {
public:
  virtual ~configuration() = default;

  /// What holds, but for the live changes of the pools.
  virtual config::snapshot_ptr now() const = 0;

  /// Names the settings that were read from the file last, or written to it.
  virtual std::string id_of_file() const = 0;

  /// The path of the file; empty if there is none.
  virtual const std::string& file() const = 0;

  /// Compares what `text` says, in the place of the file, with what is in force.
  virtual void plan(std::string text, actors::reply_slot<or_denial<configuration_plan>> reply) = 0;

  /// Has the file read again. Those who ask before a reload begins share it.
  virtual void reload(observability::asker by, precondition known,
                      actors::reply_slot<or_denial<configuration_adopted>> reply) = 0;

  /// Writes the live changes of the pools into the file.
  virtual void save(observability::asker by, precondition known,
                    actors::reply_slot<or_denial<configuration_saved>> reply) = 0;

  /// Nothing if there was none.
  virtual std::optional<reload_ending> latest_reload() const = 0;
};

} // namespace loadex::net::admin
