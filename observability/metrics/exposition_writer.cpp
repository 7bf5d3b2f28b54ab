#include "observability/metrics/exposition_writer.hpp"

#include <charconv>
#include <chrono>
#include <cmath>

namespace loadex::observability {

namespace {

constexpr std::string_view total = "_total"; // OpenMetrics has it in the name of a counter's series alone

template <class Number>
void append_digits(Number number, std::string& out) {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end);
}

/// So many seconds, exactly.
void append_seconds(std::uint64_t nanoseconds, std::string& out) {
  constexpr std::uint64_t second = 1'000'000'000;
  append_digits(nanoseconds / second, out);
  auto rest = nanoseconds % second;
  if (rest == 0)
    return;
  out += '.';
  for (auto digit = second / 10; rest > 0; digit /= 10) {
    out += static_cast<char>('0' + rest / digit);
    rest %= digit;
  }
}

void append_escaped(std::string_view text, bool quotes, std::string& out) {
  for (const char c : text)
    if (c == '\n')
      out += "\\n";
    else if (c == '\\' || (c == '"' && quotes))
      (out += '\\') += c;
    else
      out += c;
}

} // namespace

std::string_view media_type(exposition_format format) noexcept {
  return format == exposition_format::openmetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                                  : "text/plain; version=0.0.4; charset=utf-8";
}

std::string as_label(std::string_view name, std::string_view value) {
  std::string label(name);
  label += "=\"";
  append_escaped(value, true, label);
  label += '"';
  return label;
}

void exposition_writer::begin(const family_row& of) {
  const bool is_open = format_ == exposition_format::openmetrics;
  name_ = of.name;
  const auto name = is_open && of.type == metric_type::counter ? name_.substr(0, name_.size() - total.size()) : name_;
  out_.append("# HELP ").append(name).append(" ");
  append_escaped(of.help, is_open, out_);
  out_.append("\n# TYPE ").append(name).append(" ").append(to_string(of.type)).append("\n");
}

void exposition_writer::write(labels of, std::uint64_t value) {
  append_name({}, of);
  append_digits(value, out_);
  out_ += '\n';
}

void exposition_writer::write(labels of, double value) {
  constexpr double exact = 1e15; // whole numbers below it are written in digits
  if (value >= 0 && value < exact && std::floor(value) == value)
    return write(of, static_cast<std::uint64_t>(value));
  append_name({}, of);
  append_digits(value, out_);
  out_ += '\n';
}

void exposition_writer::write_histogram(labels of, std::span<const std::uint64_t> bounds,
                                        std::span<const std::uint64_t> buckets, std::uint64_t nanoseconds,
                                        std::span<const std::optional<exemplar>> exemplars) {
  std::uint64_t so_far = 0;
  std::string le;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    so_far += buckets[i];
    le = "le=\"";
    if (i < bounds.size())
      append_seconds(bounds[i], le);
    else
      le += "+Inf";
    le += '"';
    append_name("_bucket", of, le);
    append_digits(so_far, out_);
    if (format_ == exposition_format::openmetrics && i < exemplars.size() && exemplars[i])
      append(*exemplars[i]);
    out_ += '\n';
  }
  append_name("_sum", of);
  append_seconds(nanoseconds, out_);
  out_ += '\n';
  append_name("_count", of);
  append_digits(so_far, out_);
  out_ += '\n';
}

void exposition_writer::append_name(std::string_view suffix, labels of, std::string_view le) {
  out_.append(name_).append(suffix);
  char before = '{';
  const auto add = [&](std::string_view label) {
    (out_ += before).append(label);
    before = ',';
  };
  for (const auto label : of)
    add(label);
  if (!le.empty())
    add(le);
  out_ += before == '{' ? " " : "} ";
}

void exposition_writer::append(const exemplar& one) {
  using namespace std::chrono;
  out_.append(" # {").append(as_label("request_id", one.request_id)).append("} ");
  append_seconds(static_cast<std::uint64_t>(one.took.count()), out_);
  out_ += ' ';
  append_seconds(static_cast<std::uint64_t>(duration_cast<nanoseconds>(one.ended.time_since_epoch()).count()), out_);
}

void exposition_writer::end() {
  if (format_ == exposition_format::openmetrics)
    out_ += "# EOF\n";
}

} // namespace loadex::observability
