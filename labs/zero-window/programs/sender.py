"""Sends as fast as the kernel takes it and tells when it takes nothing more.

usage: sender.py HOST PORT BYTES
"""

import select
import socket
import sys
import time

SEND_BUFFER_BYTES = 16_000
# Shorter waits are the ordinary ones for acknowledgements.
STANDSTILL_SECONDS = 0.5


def connect(host, port):
    """The receiver starts at the same time, so it may not listen yet."""
    while True:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        try:
            connection.connect((host, port))
            return connection
        except ConnectionRefusedError:
            connection.close()
            time.sleep(0.05)


def main():
    host, port, total = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    connection = connect(host, port)
    print("connected", flush=True)
    connection.setblocking(False)
    block = bytes(4096)
    sent = 0
    while sent < total:
        start = time.monotonic()
        select.select([], [connection], [])
        waited = time.monotonic() - start
        if waited > STANDSTILL_SECONDS:
            print(f"stood still: after {sent} bytes, for {waited:.2f} s", flush=True)
        sent += connection.send(block[: total - sent])
    connection.close()
    print(f"sent: {sent} bytes")


main()
