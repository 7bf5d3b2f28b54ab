#include "net/admin/openapi/components.hpp"

#include "actors/health/state.hpp"
#include "base/enumerators.hpp"
#include "base/reason.hpp"
#include "config/algorithm.hpp"
#include "net/admin/openapi/schemas.hpp"
#include "net/admin/problem.hpp"
#include "observability/events/event.hpp"

#include <boost/beast/http/status.hpp>

#include <array>
#include <cstddef>

namespace loadex::net::admin::openapi {

namespace {

using nlohmann::ordered_json;

/// A refusal as the first example that comes to mind has it.
struct refusal_example {
  unsigned status;
  http::own_response (*say)();
};

constexpr std::array refusals{
    refusal_example{400, [] { return problem(400, "The body must be an object in JSON: it is wrong at byte 2."); }},
    refusal_example{401, [] { return problem(401, "What changes something needs the token of [admin] token."); }},
    refusal_example{403,
                    [] {
                      return problem(
                          403, "The Host header is neither an IP address nor localhost nor a name in [admin] hosts.");
                    }},
    refusal_example{404, [] { return problem(404, "There is no such pool."); }},
    refusal_example{409, [] { return problem(409, "http://127.0.0.1:8001 is in the pool already, as 1."); }},
    refusal_example{411, [] { return problem(411, "This needs a body of type application/json."); }},
    refusal_example{412, [] { return problem(412, "Another configuration is in force by now than If-Match names."); }},
    refusal_example{413, [] { return http::make_problem(base::reason::body_too_large, ""); }},
    refusal_example{415, [] { return problem(415, "The body must be of type application/json."); }},
    refusal_example{422,
                    [] {
                      return refuse_fields({{"wait", "\"maybe\" is neither true nor false"}});
                    }},
    refusal_example{
        428,
        [] {
          return problem(428, "Say in If-Match which configuration is to be saved: the ETag of GET /loadex/v1/config.");
        }},
    refusal_example{429, [] { return problem(429, "Too many wrong tokens have come from your address."); }},
    refusal_example{
        502, [] { return problem(502, "The new process ended with exit code 2; what it has logged says why."); }},
    refusal_example{503, [] { return problem(503, "The pool has ended."); }},
};

ordered_json in_problem_json(const refusal_example& of) {
  return {
      {"description", meaning_of(of.status)},
      {"content",
       {{"application/problem+json",
         {{"schema", {{"$ref", "#/components/schemas/problem"}}}, {"example", ordered_json::parse(of.say().body)}}}}}};
}

ordered_json in_text(unsigned status) {
  return {{"description", meaning_of(status)}, {"content", {{"text/plain", {{"schema", {{"type", "string"}}}}}}}};
}

ordered_json responses() {
  ordered_json all;
  for (const auto& one : refusals)
    all["problem." + std::to_string(one.status)] = in_problem_json(one);
  for (const auto status : {400u, 401u, 403u, 404u, 409u, 429u, 503u})
    all["text." + std::to_string(status)] = in_text(status);
  return all;
}

template <class Enum>
ordered_json words() {
  auto all = ordered_json::array();
  for (std::size_t i = 0; i < base::enumerators<Enum>(); ++i)
    all.push_back(to_string(static_cast<Enum>(i)));
  return all;
}

ordered_json make() {
  auto all = ordered_json::parse(schemas);
  const auto fill = [&](const char* name, ordered_json list) { all["schemas"][name]["enum"] = std::move(list); };
  fill("state", words<actors::health::state>());
  fill("reason", words<base::reason>());
  fill("algorithm", words<config::algorithm>());
  all["responses"] = responses();
  return all;
}

} // namespace

const ordered_json& components() {
  static const auto all = make();
  return all;
}

const ordered_json& example_of(std::string_view schema) {
  return components().at("schemas").at(std::string(schema)).at("examples").front();
}

std::string meaning_of(unsigned status) {
  return std::string(boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status)));
}

} // namespace loadex::net::admin::openapi
