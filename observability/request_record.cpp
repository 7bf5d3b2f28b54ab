#include "observability/request_record.hpp"

namespace loadex::observability {

bool request_recorder::ended(const request_record& request) {
  auto& without_backend = request.pool != nullptr ? *request.pool : *unanswered_;
  if (request.failed != base::reason::none) {
    (request.with != nullptr ? *request.with : without_backend).failed(request.failed);
    failures_.failed_request(request.client, request.what, request.status, request.failed, request.detail);
  }
  const auto method = method_label(request.what.method);
  const auto took = request.ended - request.begun;
  auto& counted_by = request.answered_by != nullptr ? *request.answered_by : without_backend;
  like_latest_ = &counted_by.count(method, request.status, took);
  if (request.route != nullptr)
    request.route->count(method, request.status, took);
  return like_latest_->is_due(second_);
}

void request_recorder::show(const request_record& request, std::string_view request_id) {
  like_latest_->slot().keep(request_id, request.ended - request.begun, exemplar::time::clock::now(), second_);
}

void request_recorder::attempt_failed(request_shard& at, std::string_view backend, const failure_log::asked& what,
                                      base::reason why) {
  at.failed(why);
  failures_.proxy_error(backend, what, why);
}

} // namespace loadex::observability
