#include "observability/access/access_line.hpp"

#include "observability/access/escape.hpp"

#include <fmt/chrono.h>

#include <array>
#include <charconv>

namespace loadex::observability {

namespace {

using config::access_field;
using std::chrono::nanoseconds;

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 20> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end);
}

/// `0` to `999` with so many digits.
void append_padded(std::string& out, unsigned number) {
  out += static_cast<char>('0' + number / 100);
  out += static_cast<char>('0' + number / 10 % 10);
  out += static_cast<char>('0' + number % 10);
}

void append_ms(std::string& out, nanoseconds time) {
  const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0)) / 1000;
  append_number(out, us / 1000);
  out += '.';
  append_padded(out, static_cast<unsigned>(us % 1000));
}

void append_key(std::string& out, std::string_view key) {
  out.append(out.back() == '{' ? key.substr(1) : key);
}

/// One without text is left out.
void append_text(std::string& out, std::string_view key, std::string_view text) {
  if (text.empty())
    return;
  append_key(out, key);
  out += '"';
  append_as_json(text, out);
  out += '"';
}

template <class Number>
void append_count(std::string& out, std::string_view key, Number number) {
  append_key(out, key);
  append_number(out, number);
}

/// What has taken no time has not happened, and is left out.
void append_time(std::string& out, std::string_view key, nanoseconds time) {
  if (time.count() == 0)
    return;
  append_key(out, key);
  append_ms(out, time);
}

void append_word(std::string& out, std::string_view text) {
  if (text.empty())
    out += '-';
  else
    append_as_ascii(text, out);
}

std::string_view protocol_of(const access_entry& entry) {
  if (entry.about.what.method.empty())
    return {};
  return entry.version == 10 ? "HTTP/1.0" : "HTTP/1.1";
}

} // namespace

access_line::access_line(const config::log_settings& how)
    : how_(how) {
  for (const auto field : how_.access_fields)
    keys_.push_back(std::string(",\"").append(to_string(field)).append("\":"));
}

void access_line::append(const access_entry& entry, wall_clock::time_point when, std::string& out) {
  know_second(when);
  if (how_.access_format == config::line_format::json)
    append_json(entry, when, out);
  else
    append_combined(entry, when, out);
  out += '\n';
}

void access_line::append_json(const access_entry& entry, wall_clock::time_point when, std::string& out) {
  out += '{';
  for (std::size_t i = 0; i < keys_.size(); ++i)
    append_field(how_.access_fields[i], keys_[i], entry, when, out);
  out += '}';
}

void access_line::append_field(access_field field, std::string_view key, const access_entry& entry,
                               wall_clock::time_point when, std::string& out) {
  const auto& about = entry.about;
  switch (field) {
  case access_field::time:
    append_key(out, key);
    out.append("\"").append(second_text_).append(".");
    append_padded(out, static_cast<unsigned>((when - second_) / std::chrono::milliseconds(1)));
    out.append("Z\"");
    return;
  case access_field::client:
    return append_text(out, key, about.client);
  case access_field::method:
    return append_text(out, key, about.what.method);
  case access_field::path:
    return append_text(out, key, shown(about.what.target));
  case access_field::status:
    return append_count(out, key, about.status);
  case access_field::bytes_in:
    return append_count(out, key, about.bytes_in);
  case access_field::bytes_out:
    return append_count(out, key, about.bytes_out);
  case access_field::listener:
    return append_text(out, key, about.listener);
  case access_field::route:
    return append_text(out, key, about.route_name);
  case access_field::pool:
    return append_text(out, key, about.pool_name);
  case access_field::backend:
    return append_text(out, key, about.backend);
  case access_field::attempts:
    return append_count(out, key, about.attempts);
  case access_field::queue_ms:
    return append_time(out, key, about.queued);
  case access_field::connect_ms:
    return append_time(out, key, about.connecting);
  case access_field::first_byte_ms:
    return append_time(out, key,
                       about.answered == request_record::time() ? nanoseconds(0) : about.answered - about.begun);
  case access_field::total_ms:
    append_key(out, key);
    return append_ms(out, about.ended - about.begun);
  case access_field::reason:
    return append_text(out, key, entry.why() == base::reason::none ? std::string_view() : to_string(entry.why()));
  case access_field::request_id:
    return append_text(out, key, about.request_id);
  case access_field::traceparent:
    return append_text(out, key, about.traceparent);
  case access_field::host:
    return append_text(out, key, entry.host);
  case access_field::protocol:
    return append_text(out, key, protocol_of(entry));
  case access_field::referer:
    return append_text(out, key, shown(entry.referer));
  case access_field::user_agent:
    return append_text(out, key, entry.user_agent);
  case access_field::tls_version:
    return append_text(out, key, entry.tls.version);
  case access_field::tls_cipher:
    return append_text(out, key, entry.tls.cipher);
  case access_field::tls_host:
    return append_text(out, key, entry.tls.host);
  case access_field::tls_client:
    return append_text(out, key, entry.tls.client);
  }
}

/// `CLIENT - - [TIME] "METHOD PATH PROTOCOL" STATUS BYTES "REFERER" "USER AGENT"`; the bytes are the body's.
void access_line::append_combined(const access_entry& entry, wall_clock::time_point, std::string& out) {
  const auto& about = entry.about;
  append_word(out, about.client);
  out.append(" - - [").append(second_text_).append(" +0000] \"");
  if (about.what.method.empty()) {
    out += '-';
  } else {
    append_as_ascii(about.what.method, out);
    out += ' ';
    append_word(out, shown(about.what.target));
    out.append(" ").append(protocol_of(entry));
  }
  out.append("\" ");
  append_number(out, about.status);
  out += ' ';
  append_number(out, about.body_out);
  for (const auto text : {shown(entry.referer), entry.user_agent}) {
    out.append(" \"");
    append_word(out, text);
    out += '"';
  }
}

/// The query of a URL can hold secrets.
std::string_view access_line::shown(std::string_view url) {
  const auto query = url.find('?');
  if (query == std::string_view::npos || how_.access_query == config::query_text::keep)
    return url;
  redacted_.assign(url.substr(0, query)).append("?***");
  return redacted_;
}

/// Most requests begin in the second of the one before.
void access_line::know_second(wall_clock::time_point when) {
  const auto second = std::chrono::floor<std::chrono::seconds>(when);
  if (second == second_ && !second_text_.empty())
    return;
  second_ = second;
  const auto utc = fmt::gmtime(wall_clock::to_time_t(second));
  second_text_ = how_.access_format == config::line_format::json ? fmt::format("{:%Y-%m-%dT%H:%M:%S}", utc)
                                                                 : fmt::format("{:%d/%b/%Y:%H:%M:%S}", utc);
}

} // namespace loadex::observability
