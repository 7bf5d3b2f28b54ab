#include "observability/request_record.hpp"

namespace loadex::observability {

void request_recorder::ended(const request_record& request) {
  if (request.failed != base::reason::none) {
    (request.with != nullptr ? *request.with : *unanswered_).failures.add(request.failed);
    failures_.failed_request(request.client, request.what, request.status, request.failed);
  }
  auto& shard = request.answered_by != nullptr ? *request.answered_by : *unanswered_;
  shard.count(method_label(request.what.method), request.status, request.ended - request.begun);
}

void request_recorder::attempt_failed(request_shard& at, std::string_view backend, const failure_log::asked& what,
                                      base::reason why) {
  at.failures.add(why);
  failures_.proxy_error(backend, what, why);
}

} // namespace loadex::observability
