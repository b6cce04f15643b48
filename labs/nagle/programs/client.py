"""Makes transactions of 100 bytes there and 100 back, and tells how long they take.

usage: client.py HOST PORT COUNT [--one-write] [--nodelay]

Sends each request in two writes, a header of 4 bytes and the rest, unless told otherwise.
"""

import socket
import sys
import time

HEADER = b"0096"
BODY = bytes(96)
ANSWER_BYTES = 100


def receive_exactly(connection, count):
    received = b""
    while len(received) < count:
        piece = connection.recv(count - len(received))
        if not piece:
            raise ConnectionError("the server closed in mid-answer")
        received += piece


def main():
    host, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    options = sys.argv[4:]
    times = []
    with socket.create_connection((host, port)) as connection:
        if "--nodelay" in options:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(count):
            start = time.monotonic()
            if "--one-write" in options:
                connection.sendall(HEADER + BODY)
            else:
                connection.sendall(HEADER)
                connection.sendall(BODY)
            receive_exactly(connection, ANSWER_BYTES)
            times.append((time.monotonic() - start) * 1000)
    print(" ".join(f"{one:.0f}" for one in times), "ms")
    print(f"median: {sorted(times)[count // 2]:.1f} ms")


main()
