"""Sends every datagram back to where it came from."""
import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind(("", int(sys.argv[1])))
    while True:
        datagram, client = server.recvfrom(2048)
        server.sendto(datagram, client)
