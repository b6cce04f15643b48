"""Greets every client, then sends back what it hears."""

import socket
import threading


def serve(connected):
    with connected:
        connected.sendall(b"welcome\n")
        while data := connected.recv(1024):
            connected.sendall(data)


with socket.create_server(("", 8080)) as listener:
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
