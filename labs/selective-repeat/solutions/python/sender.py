"""Sends a file by selective repeat: up to eight datagrams at once, and after a time-out only the one that is missing.

usage: sender.py HOST PORT FILE TIMEOUT_MS
"""

import socket
import struct
import sys
import time
from dataclasses import dataclass

CHUNK_BYTES = 500
NUMBERS = 16
WINDOW = NUMBERS // 2
MAX_ATTEMPTS = 5
HEADER = struct.Struct("!4sB")  # type, number


@dataclass
class Outstanding:
    """A piece that was sent and isn't acknowledged."""

    attempts: int
    deadline: float


def next_acknowledgement(sock: socket.socket, deadline: float) -> int | None:
    """Returns the number that was acknowledged; None: the time is over."""
    while (left_s := deadline - time.monotonic()) > 0:
        sock.settimeout(left_s)
        try:
            packet = sock.recv(2048)
        except TimeoutError:
            return None
        if len(packet) == HEADER.size:
            kind, number = HEADER.unpack(packet)
            if kind == b"ACK ":
                return number
    return None


def send_file(sock: socket.socket, chunks: list[bytes], timeout_s: float) -> int:
    outstanding: dict[int, Outstanding] = {}  # by piece
    base = 0  # the first piece that isn't acknowledged
    following = 0  # the first piece that was never sent
    retransmissions = 0

    def send(piece: int, attempts: int) -> None:
        sock.send(HEADER.pack(b"DATA", piece % NUMBERS) + chunks[piece])
        outstanding[piece] = Outstanding(attempts, time.monotonic() + timeout_s)

    while base < len(chunks):
        while following < min(base + WINDOW, len(chunks)):
            send(following, 1)
            following += 1
        number = next_acknowledgement(sock, min(one.deadline for one in outstanding.values()))
        if number is not None:
            piece = base + (number - base) % NUMBERS
            if piece < following:
                outstanding.pop(piece, None)
            while base < following and base not in outstanding:
                base += 1
            continue
        now = time.monotonic()
        for piece, one in list(outstanding.items()):
            if one.deadline > now:
                continue
            if one.attempts == MAX_ATTEMPTS:
                print(f"gave up on datagram {piece}")
                return 1
            send(piece, one.attempts + 1)
            retransmissions += 1
    sock.send(HEADER.pack(b"DONE", len(chunks) % NUMBERS))
    print(f"sent {len(chunks)} datagrams, {retransmissions} retransmissions")
    return 0


def main() -> int:
    host, port, path, timeout_ms = sys.argv[1:]
    with open(path, "rb") as file:
        content = file.read()
    chunks = [content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect((host, int(port)))
        return send_file(sock, chunks, int(timeout_ms) / 1000)


sys.exit(main())
