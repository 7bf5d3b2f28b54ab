#include "net/tls/session_store.hpp"

namespace loadex::net::tls {

/// Of a connection's slot among what OpenSSL keeps for us with it.
int session_store::place() {
  static const int index =
      SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, [](void*, void* kept, CRYPTO_EX_DATA*, int, long, void*) {
        delete static_cast<std::shared_ptr<slot>*>(kept);
      });
  return index;
}

void session_store::serve(SSL_CTX& context) {
  SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(&context, [](SSL* of, SSL_SESSION* agreed) {
    const auto* const its = static_cast<const std::shared_ptr<slot>*>(SSL_get_ex_data(of, place()));
    if (its == nullptr)
      return 0;
    (*its)->latest.reset(agreed);
    return 1;
  });
}

void session_store::use(SSL& connection, const std::string& backend) {
  if (latest_.size() >= most_backends) // most of them have left
    latest_.clear();
  auto& its = latest_[backend];
  if (!its)
    its = std::make_shared<slot>();
  SSL_set_ex_data(&connection, place(), new std::shared_ptr<slot>(its));
  if (its->latest)
    SSL_set_session(&connection, its->latest.get());
}

} // namespace loadex::net::tls
