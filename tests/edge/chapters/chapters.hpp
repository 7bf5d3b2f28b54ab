#pragma once

#include "tests/edge/edge_case.hpp"

#include <vector>

namespace loadex::tests::edge {

chapter request_lines();
chapter targets();
chapter hosts();
chapter header_fields();
chapter content_lengths();
chapter transfer_encodings();
chapter chunked_bodies();
chapter trailers();
chapter pipelining();
chapter connection_options();
chapter forwarded_headers();
chapter trusted_peers();
chapter interim_responses();
chapter upgrades();
chapter methods();
chapter response_heads();
chapter response_bodies();
chapter broken_responses();
chapter http10();
chapter limits();
chapter deadlines();

/// In the order of a reader who begins at the first line of a request.
inline std::vector<chapter> all_chapters() {
  return {request_lines(),
          targets(),
          hosts(),
          header_fields(),
          content_lengths(),
          transfer_encodings(),
          chunked_bodies(),
          trailers(),
          pipelining(),
          connection_options(),
          forwarded_headers(),
          trusted_peers(),
          interim_responses(),
          upgrades(),
          methods(),
          response_heads(),
          response_bodies(),
          broken_responses(),
          http10(),
          limits(),
          deadlines()};
}

} // namespace loadex::tests::edge
