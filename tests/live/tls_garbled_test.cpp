#include "net/io/stream.hpp"
#include "net/tls/handshake.hpp"
#include "net/tls/server.hpp"
#include "tests/support/e2e/certificates.hpp"
#include "tests/support/e2e/temp_folder.hpp"
#include "tests/support/stream_pair.hpp"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

using namespace std::chrono_literals;
using namespace loadex;
using namespace loadex::net;

namespace {

/// A client by OpenSSL, whose bytes go where the test takes them.
class peer {
public:
  explicit peer(SSL_CTX& by)
      : ssl_(SSL_new(&by), SSL_free) {
    in_ = BIO_new(BIO_s_mem());
    out_ = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_.get(), in_, out_);
    SSL_set_connect_state(ssl_.get());
  }

  void hear(std::string_view bytes) { BIO_write(in_, bytes.data(), static_cast<int>(bytes.size())); }

  /// Does what it can; says the text, all of it, and farewell once both have agreed.
  void go_on(std::string_view text) {
    if (SSL_do_handshake(ssl_.get()) != 1 || std::exchange(has_spoken_, true))
      return;
    if (!text.empty())
      SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
    SSL_shutdown(ssl_.get());
  }

  /// What it has to send.
  std::string said() {
    std::string all(BIO_ctrl_pending(out_), '\0');
    if (!all.empty())
      BIO_read(out_, all.data(), static_cast<int>(all.size()));
    return all;
  }

private:
  std::shared_ptr<SSL> ssl_;
  BIO* in_;
  BIO* out_;
  bool has_spoken_ = false;
};

/// What becomes of a client's bytes on their way.
class garbling {
public:
  enum class kind { none, flip, lose, repeat, insert, cut };

  garbling(kind how, std::mt19937& chance)
      : how_(how)
      , chance_(chance)
      , at_(chance() % 3'000) {}

  /// The next bytes, once at most as they were not.
  std::string garble(std::string bytes) {
    const auto begin = std::exchange(passed_, passed_ + bytes.size());
    if (done_ || at_ < begin || at_ >= passed_)
      return done_ && how_ == kind::cut ? std::string() : bytes;
    done_ = true;
    const auto at = at_ - begin;
    switch (how_) {
    case kind::none:
      done_ = false;
      break;
    case kind::flip:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << chance_() % 8));
      break;
    case kind::lose:
      bytes.erase(at, 1 + chance_() % 40);
      break;
    case kind::repeat:
      bytes.insert(at, bytes.substr(at, 1 + chance_() % 40));
      break;
    case kind::insert:
      bytes.insert(at, 1 + chance_() % 40, static_cast<char>(chance_()));
      break;
    case kind::cut:
      bytes.resize(at);
      break;
    }
    return bytes;
  }

  bool has_happened() const noexcept { return done_; }

private:
  const kind how_;
  std::mt19937& chance_;
  const std::size_t at_;
  std::size_t passed_ = 0;
  bool done_ = false;
};

/// What the listener's side has come to.
struct met {
  bool agreed = false;
  std::string text{};
  bool ended = false; // and nothing is missing
};

awaitable<met> serve(io::stream_ptr client, tls::server_ptr by) {
  met result;
  const auto handshake = co_await tls::accept(client, std::move(by), {});
  result.agreed = handshake.agreed.has_value();
  std::string piece(3'000, '\0');
  while (result.agreed && !result.ended) {
    const auto got = co_await client->read(asio::buffer(piece));
    result.text.append(piece, 0, got.bytes);
    result.ended = got.error == asio::error::eof;
    if (got.error)
      break;
  }
  client->close();
  co_return result;
}

std::string random_text(std::mt19937& chance, std::size_t size) {
  std::string text(size, '\0');
  for (auto& c : text)
    c = static_cast<char>(chance());
  return text;
}

/// One listener, and clients one after the other.
class listening {
public:
  listening() {
    config::tls_settings how;
    how.certificates = {{folder_.write("site.pem", authority_.issue().both()).string()}};
    by_ = std::make_shared<const tls::server>("site", how, std::make_shared<tls::ticket_keys>());
  }

  /// A client that says `text`, whose bytes come garbled, in any pieces.
  std::optional<met> meet(std::string_view text, garbling& way, std::mt19937& chance) {
    std::array<int, 2> both{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, both.data()) == 0);
    auto& loop = carried_.io();
    const base::descriptor far(both[1]);
    std::optional<met> outcome;
    asio::co_spawn(loop, serve(io::stream::over(loop.get_executor(), base::descriptor(both[0])), by_),
                   [&](std::exception_ptr thrown, met result) {
                     if (thrown)
                       std::rethrow_exception(thrown);
                     outcome = std::move(result);
                   });
    peer client(*context_);
    int quiet = 0; // turns in a row
    while (!outcome && quiet < 3) {
      client.go_on(text);
      const auto said = way.garble(client.said());
      for (std::string_view left = said; !left.empty();) {
        const auto size = std::min<std::size_t>(left.size(), 1 + chance() % 700);
        ::send(far.get(), left.data(), size, MSG_NOSIGNAL);
        left.remove_prefix(size);
        loop.poll();
      }
      loop.run_one_for(1ms);
      std::array<char, 8 * 1024> heard{};
      const auto got = ::recv(far.get(), heard.data(), heard.size(), 0);
      if (got > 0)
        client.hear({heard.data(), static_cast<std::size_t>(got)});
      quiet = said.empty() && got <= 0 ? quiet + 1 : 0;
    }
    ::shutdown(far.get(), SHUT_RDWR);
    for (const auto end = steady_clock::now() + 20s; !outcome && steady_clock::now() < end;)
      loop.run_one_for(10ms);
    return outcome;
  }

  void insist_on(int version) {
    SSL_CTX_set_min_proto_version(context_.get(), version);
    SSL_CTX_set_max_proto_version(context_.get(), version);
  }

private:
  tests::e2e::certificate_authority authority_;
  tests::e2e::temp_folder folder_;
  tests::carried_loop carried_;
  asio::executor_work_guard<executor> busy_{carried_.io().get_executor()};
  std::shared_ptr<SSL_CTX> context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  tls::server_ptr by_;
};

} // namespace

TEST_CASE("whatever becomes of a client's bytes on their way, what is read in TLS is what it said, to its end or not") {
  listening at;
  const auto version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  at.insist_on(version);
  using kind = garbling::kind;
  unsigned harmed = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    CAPTURE(version, seed);
    std::mt19937 chance(seed);
    const auto text = random_text(chance, chance() % 20'000);
    garbling way(std::array{kind::none, kind::flip, kind::lose, kind::repeat, kind::insert, kind::cut}.at(seed % 6),
                 chance);
    const auto outcome = at.meet(text, way, chance);
    REQUIRE(outcome);
    const bool is_begin = text.starts_with(outcome->text);
    REQUIRE(is_begin);
    const bool is_whole = outcome->text.size() == text.size();
    if (outcome->ended)
      REQUIRE(is_whole);
    if (!way.has_happened()) {
      REQUIRE(outcome->agreed);
      REQUIRE(outcome->ended);
    } else if (!outcome->ended) {
      ++harmed;
    }
  }
  CHECK(harmed > 150); // else it was not for the garbling that nothing happened
}
