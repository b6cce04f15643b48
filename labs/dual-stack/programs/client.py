"""Asks over IPv4, then over IPv6, as whom the server sees it: `client.py server`."""

import errno
import socket
import sys

for name, family in (("IPv4", socket.AF_INET), ("IPv6", socket.AF_INET6)):
    address = socket.getaddrinfo(sys.argv[1], 8080, family, socket.SOCK_STREAM)[0][4]
    with socket.socket(family) as connected:
        try:
            connected.connect(address)
            print(f"{name}: {connected.makefile().read()}", flush=True)
        except OSError as error:
            print(f"{name}: {errno.errorcode[error.errno]}", flush=True)
