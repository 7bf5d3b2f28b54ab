/// Asio's TLS, compiled once: the daemon has its own.
#include <boost/asio/ssl/impl/src.hpp>
