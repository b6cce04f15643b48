"""Greets every client."""

import socket

with socket.create_server(("", 8080), backlog=128) as listener:
    while True:
        with listener.accept()[0] as connected:
            connected.sendall(b"welcome\n")
