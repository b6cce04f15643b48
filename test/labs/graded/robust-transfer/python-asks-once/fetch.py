"""Fetches a file over UDP, and trusts nothing that the network delivers.

usage: fetch.py HOST PORT TIMEOUT_MS
"""

import socket
import struct
import sys
import zlib

CHUNK_BYTES = 500
MAX_SILENCES = 5
HEADER = struct.Struct("!4sII")  # type, number, CRC-32 of the rest of the packet


def packet_of(kind: bytes, number: int) -> bytes:
    return HEADER.pack(kind, number, zlib.crc32(kind + struct.pack("!I", number)))


def content_of(packet: bytes) -> tuple[bytes, int, bytes] | None:
    """Returns type, number and chunk; None: the packet is damaged."""
    if len(packet) < HEADER.size:
        return None
    kind, number, checksum = HEADER.unpack_from(packet)
    chunk = packet[HEADER.size :]
    if zlib.crc32(packet[:8] + chunk) != checksum:
        return None
    return kind, number, chunk


def main() -> int:
    host, port, timeout_ms = sys.argv[1:]
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect((host, int(port)))
    sock.settimeout(int(timeout_ms) / 1000)

    pieces: dict[int, bytes] = {}
    last = None  # the number of the last piece, once it is known
    duplicates = corrupt = silences = 0
    sock.send(packet_of(b"GET ", 0))
    while last is None or len(pieces) <= last:
        try:
            content = content_of(sock.recv(2048))
        except TimeoutError:
            silences += 1
            if silences == MAX_SILENCES:
                print("gave up")
                return 1
            continue
        silences = 0
        if content is None:
            corrupt += 1
            continue
        kind, number, chunk = content
        if kind != b"DATA":
            continue
        if number in pieces:
            duplicates += 1
        pieces[number] = chunk
        if len(chunk) < CHUNK_BYTES:
            last = number
        sock.send(packet_of(b"ACK ", number))
    sock.send(packet_of(b"DONE", len(pieces)))

    file = b"".join(pieces[number] for number in range(len(pieces)))
    print(f"{len(file)} bytes, crc32 {zlib.crc32(file):08x}, {duplicates} duplicates, {corrupt} corrupt")
    return 0


sys.exit(main())
