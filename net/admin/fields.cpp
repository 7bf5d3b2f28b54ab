#include "net/admin/fields.hpp"

#include "base/text.hpp"
#include "net/admin/json_body.hpp"
#include "net/admin/problem.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace loadex::net::admin {

namespace {

using nlohmann::ordered_json;

/// One value as text, if it is a number or a string.
std::optional<std::string> scalar(const ordered_json& value) {
  if (value.is_string())
    return value.get<std::string>();
  if (value.is_number_integer())
    return value.dump();
  return std::nullopt;
}

std::optional<std::string> list(const ordered_json& value) {
  if (!value.is_array())
    return std::nullopt;
  std::string text;
  for (const auto& item : value) {
    const auto one = scalar(item);
    if (!one || one->find(',') != std::string::npos)
      return std::nullopt;
    text.append(text.empty() ? "" : ",").append(*one);
  }
  return text;
}

/// The value as the command line would have it, if it is of the right type.
std::optional<std::string> text_of(const ordered_json& value, std::string_view type) {
  if (type.ends_with(" list"))
    return list(value);
  if (type == "true or false")
    return value.is_boolean() ? std::optional(value.dump()) : std::nullopt;
  if (value.is_string() == type.starts_with("integer"))
    return std::nullopt;
  return scalar(value);
}

std::string wanted(std::string_view type) {
  if (type.ends_with(" list"))
    return "must be a list: " + std::string(type);
  if (type == "true or false" || type.starts_with("integer"))
    return "must be " + std::string(type);
  return "must be a string: " + std::string(type);
}

class reading {
public:
  explicit reading(const std::vector<field>& fields)
      : fields_(fields) {}

  void walk(const ordered_json& object, const std::string& before) {
    for (const auto& [key, value] : object.items())
      take(before + key, key, before, value);
  }

  void miss() {
    for (const auto& f : fields_)
      if (f.needed && !seen_.contains(f.name))
        faults_.push_back({f.name, "is missing"});
  }

  const std::vector<fault>& faults() const noexcept { return faults_; }

private:
  void take(const std::string& name, const std::string& key, const std::string& before, const ordered_json& value) {
    seen_.insert(name);
    const auto known = std::ranges::find(fields_, name, &field::name);
    const bool has_dot = key.find('.') != std::string::npos; // which is our own spelling
    if (known != fields_.end() && !has_dot)
      give(*known, value);
    else if (has_dot || std::ranges::none_of(fields_, [&](const field& f) { return f.name.starts_with(name + "."); }))
      faults_.push_back({name, "unknown field" + base::did_you_mean(key, names_at(before))});
    else if (value.is_object())
      walk(value, name + ".");
    else
      faults_.push_back({name, "must be an object"});
  }

  void give(const field& to, const ordered_json& value) {
    const auto text = text_of(value, to.type);
    if (!text)
      return faults_.push_back({to.name, wanted(to.type)});
    try {
      to.take(*text);
    } catch (const std::invalid_argument& e) {
      faults_.push_back({to.name, e.what()});
    }
  }

  /// What may stand where `before` leads to.
  std::vector<std::string> names_at(const std::string& before) const {
    std::vector<std::string> names;
    for (const auto& f : fields_)
      if (f.name.starts_with(before)) {
        const auto rest = std::string_view(f.name).substr(before.size());
        if (const auto name = rest.substr(0, rest.find('.')); names.empty() || names.back() != name)
          names.emplace_back(name);
      }
    return names;
  }

  const std::vector<field>& fields_;
  std::set<std::string> seen_;
  std::vector<fault> faults_;
};

} // namespace

std::optional<http::own_response> read_fields(std::string_view body, const std::vector<field>& fields) {
  const auto object = read_object(body);
  if (!object)
    return problem(400, "The body must be an object in JSON: " + object.error() + ".");
  reading of(fields);
  of.walk(*object, "");
  of.miss();
  if (of.faults().empty())
    return std::nullopt;
  return refuse_fields(of.faults());
}

} // namespace loadex::net::admin
