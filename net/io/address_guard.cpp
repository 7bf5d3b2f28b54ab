#include "net/io/address_guard.hpp"

#include <utility>

namespace loadex::net::io {

namespace {

/// AWS, Azure, Google and others have it at 169.254.169.254, AWS for IPv6 at its own.
const std::vector<base::network>& special_networks() {
  static const std::vector<base::network> all{
      base::network::parse("169.254.0.0/16").value(),
      base::network::parse("fe80::/10").value(),
      base::network::parse("fd00:ec2::254").value(),
  };
  return all;
}

base::address_bytes bytes_of(const boost::asio::ip::address& of) {
  namespace ip = boost::asio::ip;
  return of.is_v6() ? of.to_v6().to_bytes() : ip::make_address_v6(ip::v4_mapped, of.to_v4()).to_bytes();
}

} // namespace

address_guard::address_guard(std::vector<base::network> allowed)
    : allowed_(std::move(allowed)) {}

bool address_guard::admits(const boost::asio::ip::address& to) const {
  const auto bytes = bytes_of(to);
  return allowed_.empty() ? !base::contains(special_networks(), bytes) : base::contains(allowed_, bytes);
}

std::string address_guard::refusal_of(const boost::asio::ip::address& to) const {
  return to.to_string() + (allowed_.empty()
                               ? " is link-local, or where clouds tell secrets; [admin] allowed-backends would admit it"
                               : " is not in the networks of [admin] allowed-backends");
}

} // namespace loadex::net::io
