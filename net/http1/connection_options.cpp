#include "net/http1/connection_options.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>

namespace loadex::net::http1 {

using boost::beast::iequals;

connection_options::connection_options(const std::vector<http::header>& headers) {
  for (const auto& h : headers)
    if (h.known == http::field::connection)
      add(h.value);
}

void connection_options::add(std::string_view value) {
  if (value == "keep-alive") { // what nearly all say who say anything: no list to be taken apart
    keep_alive_ = true;
    return;
  }
  for (const auto option : boost::beast::http::token_list{value}) {
    if (iequals(option, "close"))
      close_ = true;
    else if (iequals(option, "keep-alive"))
      keep_alive_ = true;
    else if (iequals(option, "upgrade"))
      upgrade_ = true;
    else if (count_ == name_limit)
      too_many_ = true;
    else
      note(option);
  }
}

void connection_options::note(std::string_view name) {
  if (!names_)
    names_.emplace();
  (*names_)[count_++] = name;
}

bool connection_options::is_among(const names& listed, std::string_view name) const noexcept {
  return std::any_of(listed.begin(), listed.begin() + count_,
                     [name](std::string_view one) { return iequals(one, name); });
}

} // namespace loadex::net::http1
