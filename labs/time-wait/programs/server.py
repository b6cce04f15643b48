"""Serves one connection after the other: `server.py who-closes-first [reuse]`."""

import errno
import socket
import sys

PORT = 8080
TIME_WAIT = 6  # as /proc/net/tcp has it
who_closes_first = sys.argv[1]
reuse = sys.argv[2:] == ["reuse"]


def show_time_wait():
    """The connections that this node remembers, and for how long."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = [row.split() for row in table][1:]
    remembered = [row for row in rows if int(row[1].split(":")[1], 16) == PORT and int(row[3], 16) == TIME_WAIT]
    left_s = max((int(row[5].split(":")[1], 16) / 100 for row in remembered), default=0)
    print(f"in TIME_WAIT: {len(remembered)}, for another {left_s:.1f} s", flush=True)


def serve(connected):
    with connected:
        connected.sendall(b"welcome\n")
        if who_closes_first == "client":
            while connected.recv(1024):
                pass


show_time_wait()
with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
    if reuse:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("", PORT))
    except OSError as error:
        sys.exit(f"bind: {errno.errorcode[error.errno]}")
    listener.listen()
    print("listening", flush=True)
    while True:
        serve(listener.accept()[0])
