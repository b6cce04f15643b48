"""Sends every datagram back to where it came from: echo.py PORT LAST

Ends soon after the datagram LAST, so that nobody has to wait for it.
"""
import socket
import sys

port, last = int(sys.argv[1]), sys.argv[2].encode()
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind(("", port))
    try:
        while True:
            datagram, client = server.recvfrom(2048)
            server.sendto(datagram, client)
            if datagram == last:
                server.settimeout(0.2)
    except TimeoutError:
        pass
