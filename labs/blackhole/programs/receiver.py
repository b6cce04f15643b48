"""Answers each line of one connection. usage: receiver.py PORT"""

import socket
import sys

with socket.create_server(("", int(sys.argv[1]))) as listener:
    connection, _ = listener.accept()
    while connection.recv(100):
        connection.sendall(b"heard\n")
