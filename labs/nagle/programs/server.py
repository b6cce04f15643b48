"""Answers each 100 bytes with 100 bytes. usage: server.py PORT"""

import socket
import sys
import threading

REQUEST_BYTES = 100
ANSWER = bytes(100)


def serve(connection):
    with connection:
        waiting = 0
        while piece := connection.recv(4096):
            waiting += len(piece)
            while waiting >= REQUEST_BYTES:
                waiting -= REQUEST_BYTES
                connection.sendall(ANSWER)


with socket.create_server(("", int(sys.argv[1]))) as listener:
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
