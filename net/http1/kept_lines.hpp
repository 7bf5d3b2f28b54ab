#pragma once

#include "net/http/head.hpp"
#include "net/http1/head_writer.hpp"

#include <string>
#include <string_view>

namespace loadex::net::http1 {

/// Copies header lines of a message. Those that follow one another there, spelled as we would, are copied as one:
/// nearly all are. Nothing is sure to be in `out` before end().
class kept_lines {
public:
  explicit kept_lines(std::string& out) noexcept
      : out_(out) {}

  /// The next line, a slice of the message's bytes as all before it.
  void add(const http::header& h) {
    const char* const after_name = h.name.data() + h.name.size();
    if (h.value.data() != after_name + separator.size() || after_name[1] != separator[1]) {
      end();
      return append_header(out_, h.name, h.value);
    }
    // Two bytes between a value and the next name are the end of a line.
    if (end_ == nullptr || h.name.data() != end_ + line_end.size()) {
      end();
      begin_ = h.name.data();
    }
    end_ = h.value.data() + h.value.size();
  }

  /// No more of them for now.
  void end() {
    if (end_ != nullptr)
      append(out_, std::string_view(begin_, static_cast<std::size_t>(end_ - begin_)), line_end);
    end_ = nullptr;
  }

private:
  static constexpr std::string_view separator = ": ";
  static constexpr std::string_view line_end = "\r\n";

  std::string& out_;
  const char* begin_ = nullptr;
  const char* end_ = nullptr; // of what has not been copied yet; null: there is nothing
};

} // namespace loadex::net::http1
