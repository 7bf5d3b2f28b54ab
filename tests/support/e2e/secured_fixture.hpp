#pragma once

#include "tests/support/e2e/certificates.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <string>

namespace loadex::tests::e2e {

/// Balancers, backends, and certificates for them.
class secured_fixture : public fixture {
protected:
  std::string write(const std::string& name, const std::string& text) const {
    return folder.write(name, text).string();
  }

  /// The file of a certificate with its key.
  std::string issue(const certificate_wish& wish = {}) {
    return write(wish.names.front() + (wish.key == key_kind::rsa ? "-rsa" : "") + ".pem", authority.issue(wish).both());
  }

  static std::string quoted(const std::string& text) { return '"' + text + '"'; }

  certificate_authority authority;
  temp_folder folder;
};

} // namespace loadex::tests::e2e
