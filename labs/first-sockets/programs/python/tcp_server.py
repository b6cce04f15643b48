"""Serves one connection: each line "hello N" is answered by "welcome N"."""

import socket

HOST = ""  # all addresses
PORT = 8080

with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, PORT))
    listener.listen(5)
    connected, client = listener.accept()
    with connected, connected.makefile() as lines:
        for line in lines:  # a line may come in several pieces
            print("heard", line, end="")
            connected.sendall(f"welcome {line.removeprefix('hello ')}".encode())
