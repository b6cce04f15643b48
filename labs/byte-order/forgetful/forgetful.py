"""Connects as a C program does that forgets htons(): Python's own sockets wouldn't let it.

forgetful.py HOST PORT
"""

import ctypes
import os
import socket
import sys


class SockaddrIn(ctypes.Structure):
    """struct sockaddr_in, netinet/in.h: the kernel takes port and address to be in network byte order."""

    _fields_ = [
        ("sin_family", ctypes.c_uint16),
        ("sin_port", ctypes.c_uint16),
        ("sin_addr", ctypes.c_ubyte * 4),
        ("sin_zero", ctypes.c_ubyte * 8),
    ]


host, port = sys.argv[1], int(sys.argv[2])
libc = ctypes.CDLL(None, use_errno=True)
client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
address = SockaddrIn(sin_family=socket.AF_INET, sin_port=port)  # htons(port) is what it should be.
address.sin_addr[:] = socket.inet_aton(socket.gethostbyname(host))
print(f"asked for port {port}, 0x{port:04X}", flush=True)
if libc.connect(client.fileno(), ctypes.byref(address), ctypes.sizeof(address)) != 0:
    sys.exit(f"connect: {os.strerror(ctypes.get_errno())}")
reached = client.getpeername()[1]
print(f"connected to port {reached}, 0x{reached:04X}", flush=True)
print(client.recv(100).decode(), end="", flush=True)
