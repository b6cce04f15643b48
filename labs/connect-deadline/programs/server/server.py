"""Accepts on port 8080, and closes when the client does."""

import socket

with socket.create_server(("", 8080)) as listener:
    while True:
        with listener.accept()[0] as connected:
            connected.recv(1)
