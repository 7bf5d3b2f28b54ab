#pragma once

#include <string>
#include <string_view>

/// The codecs of what routes go by and do.
namespace loadex::config {

/// A name for people and metrics: letters, digits, - and _.
struct name_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// `api.example.org`, or `*.example.org` for what ends in that; kept in lower case.
struct host_pattern_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// A path as requests are matched by it: without //, dot segments and needless escapes. Where it is a `prefix`, a slash
/// at its end is dropped.
struct route_path_codec {
  bool prefix = false;

  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

struct method_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// Where a client is sent: `https`, a URL or a path.
struct redirect_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// The value of a header.
struct header_value_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

} // namespace loadex::config
