#include "net/admin/problem.hpp"

#include "net/admin/json_answer.hpp"

#include <boost/beast/http/status.hpp>
#include <nlohmann/json.hpp>

namespace loadex::net::admin {

using nlohmann::ordered_json;

http::own_response problem(unsigned status, const std::string& detail, const std::vector<fault>& faults) {
  const std::string title(boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status)));
  ordered_json told{{"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
  for (const auto& f : faults)
    told["errors"].push_back({{"field", f.field}, {"detail", f.why}});
  return json_answer(status, told, "application/problem+json");
}

http::own_response refuse_fields(const std::vector<fault>& faults) {
  return problem(422, faults.front().field + ": " + faults.front().why, faults);
}

} // namespace loadex::net::admin
