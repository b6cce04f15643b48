"""Answers each datagram "hello N" by "welcome N", for ever."""

import socket

HOST = ""  # all addresses
PORT = 8080

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
    endpoint.bind((HOST, PORT))
    while True:
        data, client = endpoint.recvfrom(1024)
        text = data.decode()
        print("heard", text, flush=True)  # else it is lost when the program is stopped
        endpoint.sendto(f"welcome {text.removeprefix('hello ')}".encode(), client)
