"""Reads from one connection to its end. usage: receiver.py PORT"""

import socket
import sys

with socket.create_server(("", int(sys.argv[1]))) as listener:
    connection, _ = listener.accept()
    while connection.recv(65536):
        pass
