"""Prints the size of each datagram on port 8080."""

import socket

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
    endpoint.bind(("", 8080))
    while True:
        print(f"received {len(endpoint.recv(65535))} B", flush=True)
