#include "config/tls_rows.hpp"

#include "config/header_change_rows.hpp"
#include "config/quantity_codec.hpp"

#include <chrono>

namespace loadex::config {

namespace {

using namespace std::chrono_literals;

constexpr auto form = R"({certificates=["/etc/loadex/tls/site.pem"]})";

/// Text that must not be empty; of names whether OpenSSL knows them shows when they are used.
struct filled_codec {
  std::string kind;
  std::string advice; // to whoever wrote nothing

  std::string type() const { return kind; }
  std::string parse(std::string_view text) const {
    if (text.empty())
      refuse(quoted(text), advice);
    return text_codec{}.parse(text);
  }
  static std::string print(const std::string& value) { return quoted(value); }
};

const filled_codec file_path{"path", "is no path of a file"};
const filled_codec names{"name:name...",
                         "names nothing; write names with a colon between them, as `openssl ciphers` has them"};

const std::vector<map_row<certificate_files>>& files_rows() {
  static const auto rows = [] {
    map_rows<certificate_files> made;
    made.add("certificate", &certificate_files::certificate, file_path, "", writing::always);
    made.add("key", &certificate_files::key, file_path, "");
    return made.take();
  }();
  return rows;
}

certificate_files read_files(const caf::config_value& item, const place& at) {
  certificate_files files;
  if (const auto* map = map_in(item)) {
    read_map(files_rows(), files, *map, at);
    if (!map->contains("certificate"))
      at.refuse("certificate= is missing");
  } else {
    at.guard([&] { files.certificate = file_path.parse(string_in(item)); });
  }
  return files;
}

std::string print_files(const certificate_files& files) {
  return files.key.empty() ? quoted(files.certificate) : print_map(files_rows(), files);
}

map_row<tls_settings> certificates_row() {
  const std::string key = "certificates";
  return {
      .key = key,
      .type = "path list",
      .help = R"(Files with a certificate and its chain, in PEM, and folders of such. The key is in the same file, )"
              R"(or in `site.key` beside `site.crt`; or write `{certificate="...", key="..."}`. Clients have the )"
              R"(one of the name they ask for, the first if there is none; needed)",
      .read =
          [key](tls_settings& to, const caf::config_value& value, const place& at) {
            const auto* list = list_in(value);
            if (!list || list->empty())
              return at.in(key).refuse(shown(value) + R"( is no list of files; write ["/etc/loadex/tls/site.pem"])");
            for (const auto& item : *list)
              to.certificates.push_back(read_files(item, at.item(key, to.certificates.size())));
          },
      .print = [](const tls_settings& tls) { return '[' + base::join(tls.certificates, ", ", print_files) + ']'; }};
}

const enum_codec<client_fact>& facts() {
  using enum client_fact;
  static const enum_codec<client_fact> codec{{{"certificate", certificate},
                                              {"subject", subject},
                                              {"issuer", issuer},
                                              {"serial", serial},
                                              {"fingerprint", fingerprint},
                                              {"verified", verified},
                                              {"version", version},
                                              {"cipher", cipher},
                                              {"host", host}}};
  return codec;
}

std::string print_headers(const std::vector<client_header>& headers) {
  return '{' + base::join(headers, ", ", [](const auto& h) { return h.name + '=' + facts().print(h.what); }) + '}';
}

map_row<tls_settings> client_headers_row() {
  const std::string key = "client-headers";
  return {.key = key,
          .type = "{NAME=fact, ...}",
          .help = "Headers that tell backends of the client's TLS, each what is known: " + facts().type() +
                  "; what the client itself sends by these names is dropped",
          .read =
              [key](tls_settings& to, const caf::config_value& value, const place& at) {
                const auto here = at.in(key);
                here.guard([&] {
                  to.client_headers.clear();
                  header_names known;
                  for (const auto& [name, fact] : map_from(value, R"({Client-Cert="certificate", ...})"))
                    here.guard([&, &name = name, &fact = fact] {
                      known.add(name);
                      auto plain = header_about_client(name);
                      here.in(name).guard([&] {
                        to.client_headers.push_back({std::move(plain), facts().parse(string_in(fact))});
                      });
                    });
                });
              },
          .print =
              [](const tls_settings& tls) {
                return tls.client_headers == tls_settings{}.client_headers ? std::string()
                                                                           : print_headers(tls.client_headers);
              }};
}

void check(const tls_settings& tls, const place& at) {
  if (tls.minimum > tls.maximum)
    at.refuse("minimum is newer than maximum");
  if (!tls.ticket_keys.empty() && !tls.tickets)
    at.refuse("ticket-keys means nothing without tickets");
  const bool verifies = tls.verify != client_verification::none;
  if (verifies && tls.ca.empty())
    at.refuse(R"(verify needs ca=, the file of those who issue certificates of clients)");
  if (!verifies && !(tls.ca.empty() && tls.crl.empty()))
    at.refuse(R"(ca and crl mean nothing without verify="optional" or verify="required")");
}

std::vector<map_row<tls_settings>> make_rows() {
  using t = tls_settings;
  const enum_codec<client_verification> verification{{{"none", client_verification::none},
                                                      {"optional", client_verification::optional},
                                                      {"required", client_verification::required}}};
  const enum_codec<tls_version> version{{{"1.2", tls_version::v1_2}, {"1.3", tls_version::v1_3}}};
  map_rows<t> rows;
  rows.add(certificates_row());
  rows.add("strict-sni", &t::strict_sni, boolean_codec{},
           "Clients that name no host, or one that no certificate is for, are turned away");
  rows.add("minimum", &t::minimum, version, "The oldest version of TLS");
  rows.add("maximum", &t::maximum, version, "The newest");
  rows.add("ciphers", &t::ciphers, names, "Of TLS 1.2, as `openssl ciphers` has them");
  rows.add("ciphersuites", &t::ciphersuites, names, "Of TLS 1.3");
  rows.add("curves", &t::curves, names, "For the exchange of keys, the best first");
  rows.add("handshake-timeout", &t::handshake_timeout, duration_codec{100ms, 10min},
           "Within which client and listener have to agree");
  rows.add("tickets", &t::tickets, boolean_codec{}, "Clients that come back may resume what was agreed");
  rows.add("ticket-keys", &t::ticket_keys, file_path,
           "The file of the keys for that, which several nodes share: lines of 80 bytes in base64, of which the last "
           "but one is given out; without it Loadex draws its own every 12 hours");
  rows.add("verify", &t::verify, verification,
           "Whether a client has to show a certificate: `optional` asks for one and serves those without; one that "
           "does not hold is turned away by both");
  rows.add("ca", &t::ca, file_path, "The file of those who may have issued it; with `crl` up to the root");
  rows.add("crl", &t::crl, file_path,
           "The file of the lists of what they have revoked, one of each of them; they have to be up to date");
  rows.add(client_headers_row());
  return rows.take();
}

} // namespace

const std::vector<map_row<tls_settings>>& tls_rows() {
  static const auto rows = make_rows();
  return rows;
}

tls_settings read_tls(const caf::config_value& value, const place& at) {
  tls_settings tls;
  const auto* map = map_in(value);
  if (!map) {
    at.refuse(shown(value) + " is not of the form " + form);
    return tls;
  }
  read_map(tls_rows(), tls, *map, at);
  if (!map->contains("certificates"))
    at.refuse(std::string("certificates= is missing; write ") + form);
  check(tls, at);
  return tls;
}

} // namespace loadex::config
