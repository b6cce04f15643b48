"""Sends three datagrams and waits for the answer to each, a second at most."""

import socket

HOST = "127.0.0.1"
PORT = 8080

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
    endpoint.settimeout(1)
    for number in range(1, 4):
        endpoint.sendto(f"hello {number}".encode(), (HOST, PORT))
        try:
            print(endpoint.recv(1024).decode())
        except TimeoutError:
            print(f"no answer to {number}")
