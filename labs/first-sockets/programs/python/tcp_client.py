"""Sends three lines and waits for the answer to each."""

import socket

HOST = "127.0.0.1"
PORT = 8080

with socket.create_connection((HOST, PORT)) as connected, connected.makefile() as answers:
    for number in range(1, 4):
        connected.sendall(f"hello {number}\n".encode())
        print(answers.readline(), end="")
