"""Wants to be greeted within 2.5 s: `client.py server`."""

import socket
import sys
import time

address = (socket.gethostbyname(sys.argv[1]), 8080)
started = time.monotonic()
try:
    with socket.create_connection(address, timeout=2.5) as connected:
        print(f"connected after {time.monotonic() - started:.3f} s")
        print(connected.makefile().readline(), end="")
except TimeoutError:
    print(f"no answer after {time.monotonic() - started:.3f} s")
