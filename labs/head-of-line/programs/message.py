"""A message of one of several streams: which stream, its number in the order of sending, and when it was sent."""

import struct
from collections import namedtuple

STREAMS = 4
PER_STREAM = 20
BYTES = 100

_header = struct.Struct("!IId")

Message = namedtuple("Message", "stream number sent_at")


def pack(message):
    return _header.pack(*message).ljust(BYTES, b".")


def unpack(packed):
    return Message(*_header.unpack_from(packed))
