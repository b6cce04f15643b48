"""Stays connected until it knows that the server is gone: `client.py server plain|keepalive|sender|heartbeat`."""

import errno
import select
import socket
import sys
import time

INTERVAL_S = 0.3
MISSED = 3  # heartbeats without an answer


def connect(server):
    """The server starts at the same time, so it may not listen yet."""
    while True:
        try:
            return socket.create_connection((socket.gethostbyname(server), 8080))
        except ConnectionRefusedError:
            time.sleep(0.05)


def wait_for_end(connected):
    while connected.recv(1024):
        pass


def send_now_and_then(connected):
    """Never reads an answer: it is the kernel that misses the acknowledgements."""
    while not select.select([connected], [], [], INTERVAL_S)[0] or connected.recv(1024):
        connected.sendall(b"news\n")


def keep_beating(connected):
    heard_at = beat_at = time.monotonic()
    while (silent_s := time.monotonic() - heard_at) < MISSED * INTERVAL_S:
        next_s = min(beat_at + INTERVAL_S, heard_at + MISSED * INTERVAL_S) - time.monotonic()
        if select.select([connected], [], [], max(0, next_s))[0]:
            if not connected.recv(1024):
                return
            heard_at = time.monotonic()
        elif time.monotonic() >= beat_at + INTERVAL_S:
            connected.sendall(b"beat\n")
            beat_at = time.monotonic()
    sys.exit(f"silent for {silent_s:.3f} s")


server, kind = sys.argv[1:]
connected = connect(server)
print(connected.makefile().readline(), end="", flush=True)
try:
    if kind == "keepalive":
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)  # s without a packet, then a probe
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 2)
    if kind == "sender":
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000)  # ms without acknowledgement
    {"plain": wait_for_end, "keepalive": wait_for_end, "sender": send_now_and_then, "heartbeat": keep_beating}[kind](connected)
    print("end of stream")
except OSError as error:
    sys.exit(errno.errorcode[error.errno])
