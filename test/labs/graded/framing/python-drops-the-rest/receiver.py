"""Receives messages, each behind its length, and tells how many and which."""

import socket
import struct
import sys

HEADER = struct.Struct("!I")  # "!": network byte order, the most significant byte first.
LARGEST_PAYLOAD_BYTES = 1048576


class CutOff(Exception):
    """The connection ended within a message, or it was none."""


def receive_message(connection: socket.socket) -> bytes | None:
    """A payload, or None where the connection ended after a whole message."""
    data = connection.recv(65536)
    header = data[: HEADER.size]
    if not header:
        return None
    if len(header) < HEADER.size:
        raise CutOff("the connection ended within a length")
    (length,) = HEADER.unpack(header)
    if length > LARGEST_PAYLOAD_BYTES:
        raise CutOff(f"a length of {length} bytes")
    payload = data[HEADER.size : HEADER.size + length]
    if len(payload) < length:
        raise CutOff(f"the connection ended after {len(payload)} of {length} bytes")
    return payload


def fnv1a(digest: int, data: bytes) -> int:
    for byte in data:
        digest = ((digest ^ byte) * 16777619) & 0xFFFFFFFF
    return digest


def main() -> int:
    with socket.create_server(("", int(sys.argv[1]))) as listener:
        connection, _ = listener.accept()
    messages, payload_bytes, digest, status = 0, 0, 2166136261, 0
    with connection:
        try:
            while (payload := receive_message(connection)) is not None:
                messages += 1
                payload_bytes += len(payload)
                digest = fnv1a(digest, payload + b"\0")
        except (CutOff, OSError) as error:
            print(error, file=sys.stderr)
            status = 1
    print(f"messages: {messages}\nbytes: {payload_bytes}\ndigest: {digest}")
    return status


sys.exit(main())
