"""The traffic: about 200 requests a second, of many kinds."""

from . import difficult, lasting, plain
from .client import Kind

KINDS = (
    Kind("keep-alive", 10, 1, plain.keep_alive),
    Kind("new connection", 4, 0.1, plain.new_connection),
    Kind("upload", 2, 0.5, plain.upload),
    Kind("download", 2, 0.5, plain.download),
    Kind("WebSocket", 6, 1, lasting.websocket),
    Kind("events", 3, 1, lasting.events),
    Kind("page", 2, 2, lasting.page),
    Kind("scrape", 1, 5, lasting.scrape),
    Kind("slow head", 3, 1, difficult.slow_head),
    Kind("slow reader", 2, 1, difficult.slow_reader),
    Kind("silent", 2, 1, difficult.silent),
    Kind("half-closer", 2, 0.1, difficult.half_closer),
    Kind("leaver", 3, 0.5, difficult.leaver, is_judged=False),
    Kind("at a listener that comes and goes", 1, 0.2, plain.at_extra, is_judged=False),
)
