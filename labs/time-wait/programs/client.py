"""Waits for the server's welcome: `client.py server who-closes-first`."""

import socket
import sys

server, who_closes_first = sys.argv[1:]
with socket.create_connection((socket.gethostbyname(server), 8080), timeout=5) as connected:
    print(connected.makefile().readline(), end="")
    if who_closes_first == "server":
        connected.recv(1)  # until it has closed
