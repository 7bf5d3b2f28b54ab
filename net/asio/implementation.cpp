// The parts of Asio and Beast that are functions and not templates, compiled once for all.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
