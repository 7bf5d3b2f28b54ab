#pragma once

#include "tests/support/e2e/temp_folder.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace loadex::tests::e2e {

enum class key_kind {
  ecdsa,
  rsa,
};

/// What a certificate says.
struct certificate_wish {
  std::vector<std::string> names{"localhost"};
  key_kind key = key_kind::ecdsa;
  std::chrono::hours begins{-1}; // from now
  std::chrono::hours ends{24};
  std::chrono::seconds lives{0}; // from now, instead; 0: as said
};

/// A certificate and its key, in PEM.
struct issued_certificate {
  std::string certificate;
  std::string key;

  std::string both() const { return certificate + key; }
};

/// Whoever issues certificates, on its own word.
class certificate_authority {
public:
  explicit certificate_authority(const std::string& name = "Authority of a test");
  ~certificate_authority();

  /// Its own, in PEM, and the path of a file with it.
  const std::string& pem() const noexcept { return pem_; }
  std::string file() const { return file_; }

  issued_certificate issue(const certificate_wish& of = {});

  /// Its word that this is good, for a time from now on: an answer of OCSP, in DER.
  std::string status_of(const issued_certificate& of, std::chrono::hours time = std::chrono::hours(24));

  /// The list of what it has revoked, in PEM, that holds for so long.
  std::string revoked(const std::vector<issued_certificate>& all, std::chrono::hours time = std::chrono::hours(24));

  /// One that may issue others: theirs come with its own behind them.
  std::unique_ptr<certificate_authority> issue_authority(const std::string& name);

private:
  certificate_authority(const std::string& name, certificate_authority* by);

  temp_folder folder_;
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> own_;
  std::string pem_;
  std::string chain_; // behind what it issues
  std::string file_;
};

} // namespace loadex::tests::e2e
