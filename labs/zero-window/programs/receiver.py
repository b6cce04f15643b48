"""Takes one connection, reads nothing for some seconds, then all. usage: receiver.py PORT SECONDS"""

import socket
import sys
import time

RECEIVE_BUFFER_BYTES = 16_000

with socket.socket() as listener:
    # Before listen: the window of a connection is decided by its first SYN.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    listener.bind(("", int(sys.argv[1])))
    listener.listen()
    connection, _ = listener.accept()
    time.sleep(float(sys.argv[2]))
    received = 0
    while piece := connection.recv(65536):
        received += len(piece)
    print(f"received: {received} bytes")
