#include "net/tls/server.hpp"

#include "base/text.hpp"

#include <boost/beast/core/string.hpp>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <map>
#include <new>
#include <utility>

namespace loadex::net::tls {

namespace {

int number_of(config::tls_version version) {
  return version == config::tls_version::v1_2 ? TLS1_2_VERSION : TLS1_3_VERSION;
}

/// The host that a client names in its first message (RFC 6066, 3): one that holds more than one name, or another kind,
/// names none. It is looked at here and not in OpenSSL's own callback for it, which comes too late to say what a ticket
/// is for.
std::string_view host_named_by(SSL& client) {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  constexpr std::size_t before_name = 5; // the length of the list, the kind, the length of the name
  if (SSL_client_hello_get0_ext(&client, TLSEXT_TYPE_server_name, &bytes, &size) != 1 || size <= before_name)
    return {};
  const auto number_at = [bytes](std::size_t at) { return static_cast<std::size_t>(bytes[at] << 8 | bytes[at + 1]); };
  const auto length = number_at(3);
  if (number_at(0) != size - 2 || bytes[2] != TLSEXT_NAMETYPE_host_name || length != size - before_name)
    return {};
  return {reinterpret_cast<const char*>(bytes) + before_name, length};
}

/// Names that OpenSSL has taken, or has not.
void demand(bool is_known, const std::string& what, const std::string& names, const std::string& list) {
  if (!is_known)
    throw certificate_failure(what + " \"" + names + "\": OpenSSL does not know that; `openssl " + list +
                              "` lists what it does");
}

} // namespace

struct server::of_names {
  std::vector<std::string> names{};
  context_ptr context;
  std::map<int, std::string> files{};                 // by the kind of key: a client has one of each to choose from
  std::array<unsigned char, SHA256_DIGEST_LENGTH> id; // of what may be resumed

  bool are_for(std::string_view host) const {
    const auto name = base::lower(host);
    const auto has = [this](const std::string& one) { return std::ranges::find(names, one) != names.end(); };
    const auto dot = name.find('.');
    return has(name) || (dot != std::string::npos && has('*' + name.substr(dot)));
  }
};

server::server(const std::string& name, const config::tls_settings& how, std::shared_ptr<ticket_keys> tickets)
    : name_(name)
    , how_(how)
    , tickets_(std::move(tickets))
    , trust_(how.verify == config::client_verification::none ? std::nullopt : std::optional<client_trust>(how)) {
  for (const auto& files : how_.certificates)
    for (auto& one : read_certificates(files))
      certificates_.push_back(std::move(one));
  for (const auto& one : certificates_) {
    const auto& its = add(one);
    for (const auto& host : one.names)
      by_name_.try_emplace(host, &its);
  }
}

server::~server() = default;

/// Puts it to those for the same names.
server::of_names& server::add(const certificate& one) {
  const auto same = std::ranges::find(certificates_, one.names, &certificate::names);
  const auto nth = static_cast<std::size_t>(same - certificates_.begin());
  of_names* to = nullptr;
  if (&*same == &one || one.names.empty()) {
    to = sets_.emplace_back(std::make_unique<of_names>()).get();
    to->context = make_context();
    to->names = one.names;
    const auto whose = name_ + '\n' + base::join(one.names, "\n", [](const std::string& n) { return n; }) + '\n' +
                       (trust_ ? trust_->text() : std::string());
    SHA256(reinterpret_cast<const unsigned char*>(whose.data()), whose.size(), to->id.data());
  } else {
    to = set_of_[nth];
  }
  set_of_.push_back(to);
  const auto [known, is_new] = to->files.emplace(EVP_PKEY_get_base_id(one.key.get()), one.file);
  if (!is_new)
    throw certificate_failure(one.file + ": " + known->second + " is for the same hosts, with the same kind of key");
  one.put_into(*to->context);
  return *to;
}

context_ptr server::make_context() const {
  context_ptr made(SSL_CTX_new(TLS_server_method()));
  if (!made)
    throw std::bad_alloc();
  auto* const c = made.get();
  SSL_CTX_set_min_proto_version(c, number_of(how_.minimum));
  SSL_CTX_set_max_proto_version(c, number_of(how_.maximum));
  ERR_clear_error();
  demand(SSL_CTX_set_cipher_list(c, how_.ciphers.c_str()) == 1, "ciphers", how_.ciphers, "ciphers");
  demand(SSL_CTX_set_ciphersuites(c, how_.ciphersuites.c_str()) == 1, "ciphersuites", how_.ciphersuites,
         "ciphers -s -tls1_3");
  demand(SSL_CTX_set1_curves_list(c, how_.curves.c_str()) == 1, "curves", how_.curves, "ecparam -list_curves");
  SSL_CTX_set_dh_auto(c, 1);
  SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(c, 1);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF); // it would be a lock that workers share
  if (how_.tickets) {
    SSL_CTX_set_num_tickets(c, 1);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(c, &server::cover_ticket);
  } else {
    SSL_CTX_set_options(c, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(c, 0);
  }
  SSL_CTX_set_client_hello_cb(c, &server::hear_hello, const_cast<server*>(this));
  SSL_CTX_set_alpn_select_cb(c, &server::choose_protocol, nullptr);
  SSL_CTX_set_tlsext_servername_callback(c, &server::take_name); // else a resumed session of TLS 1.2 has no name
  if (trust_)
    trust_->put_into(*c);
  SSL_CTX_set_tlsext_status_cb(c, &server::give_status);
  SSL_CTX_set_tlsext_status_arg(c, const_cast<server*>(this));
  SSL_CTX_set_app_data(c, const_cast<server*>(this));
  return made;
}

ssl_ptr server::accept() const {
  ssl_ptr made(SSL_new(sets_.front()->context.get()));
  if (!made)
    throw std::bad_alloc();
  SSL_set_accept_state(made.get());
  return made;
}

/// Those for the host itself, else those for all beside it.
const server::of_names* server::find(std::string_view host) const {
  auto name = base::lower(host);
  if (const auto exact = by_name_.find(name); exact != by_name_.end())
    return exact->second;
  const auto dot = name.find('.');
  if (dot == std::string::npos)
    return nullptr;
  const auto all = by_name_.find(name.replace(0, dot, "*"));
  return all == by_name_.end() ? nullptr : all->second;
}

bool server::serves_alike(std::string_view host, std::string_view other) const {
  const auto set_for = [this](std::string_view name) {
    const auto* found = find(name);
    return found == nullptr && !how_.strict_sni ? sets_.front().get() : found;
  };
  if (boost::beast::iequals(host, other))
    return true;
  const auto* const presented = set_for(host);
  return presented == set_for(other) || (presented != nullptr && presented->are_for(other));
}

int server::hear_hello(SSL* client, int* alert, void* self) {
  const auto& its = *static_cast<const server*>(self);
  const of_names* found = nullptr;
  try {
    found = its.find(host_named_by(*client));
  } catch (const std::bad_alloc&) {
    *alert = SSL_AD_INTERNAL_ERROR;
    return SSL_CLIENT_HELLO_ERROR;
  }
  if (found == nullptr && its.how_.strict_sni) {
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_CLIENT_HELLO_ERROR;
  }
  if (found == nullptr)
    found = its.sets_.front().get();
  SSL_set_SSL_CTX(client, found->context.get());
  SSL_set_session_id_context(client, found->id.data(), static_cast<unsigned>(found->id.size()));
  return SSL_CLIENT_HELLO_SUCCESS;
}

/// Of the protocols that a client offers (RFC 7301) the one that is spoken here. Who offers others alone is told so.
int server::choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                            unsigned offered_size, void*) {
  constexpr std::string_view spoken = "http/1.1";
  for (unsigned at = 0; at < offered_size; at += 1U + offered[at]) {
    const std::string_view one(reinterpret_cast<const char*>(offered) + at + 1, offered[at]);
    if (one != spoken)
      continue;
    *chosen = offered + at + 1;
    *size = static_cast<unsigned char>(one.size());
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// What its issuer says of the certificate that the client has, which has asked for it (RFC 6066, 8).
int server::give_status(SSL* client, void* self) {
  const auto& its = *static_cast<const server*>(self);
  const auto used = std::ranges::find(its.certificates_, SSL_get_certificate(client),
                                      [](const certificate& one) { return one.leaf.get(); });
  if (used == its.certificates_.end() || used->status.empty() || used->status_ends <= std::chrono::system_clock::now())
    return SSL_TLSEXT_ERR_NOACK;
  auto* const copy = OPENSSL_memdup(used->status.data(), used->status.size());
  if (copy == nullptr)
    return SSL_TLSEXT_ERR_NOACK;
  SSL_set_tlsext_status_ocsp_resp(client, copy, static_cast<long>(used->status.size()));
  return SSL_TLSEXT_ERR_OK;
}

/// Has OpenSSL encrypt a ticket, or read one: 0 if it is none that can be read, 2 if the client is to have a new one.
int server::cover_ticket(SSL* client, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                         int is_new) {
  const auto& its = *static_cast<const server*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(client)));
  const auto now = ticket_keys::clock::now();
  ticket_keys::known by{};
  try {
    if (is_new != 0)
      by.by = its.tickets_->newest(now);
    else if (const auto found = its.tickets_->find(name, now))
      by = *found;
    else
      return 0;
  } catch (const std::exception&) { // nothing random, or no memory
    return -1;
  }
  if (is_new != 0) {
    if (RAND_bytes(iv, EVP_MAX_IV_LENGTH) != 1)
      return -1;
    std::ranges::copy(by.by.name, name);
  }
  auto digest = std::to_array("SHA256");
  const std::array parameters{
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, by.by.of_mac.data(), by.by.of_mac.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0), OSSL_PARAM_construct_end()};
  const bool is_set = EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, by.by.of_cipher.data(), iv, is_new) == 1 &&
                      EVP_MAC_CTX_set_params(mac, parameters.data()) == 1;
  if (!is_set)
    return -1;
  // Of TLS 1.3 each ticket is for one connection (RFC 8446, C.4): who has used it gets another.
  return by.is_old || (is_new == 0 && SSL_version(client) == TLS1_3_VERSION) ? 2 : 1;
}

} // namespace loadex::net::tls
