"""Leaves in a way of its own: `client.py server close|unread|half`."""

import select
import socket
import sys

connected = socket.create_connection((socket.gethostbyname(sys.argv[1]), 8080))
if sys.argv[2] == "unread":
    poll = select.poll()
    poll.register(connected, select.POLLIN)
    poll.poll()  # something is there, and stays unread
if sys.argv[2] == "half":
    connected.shutdown(socket.SHUT_WR)
    print(connected.makefile().read())
connected.close()
