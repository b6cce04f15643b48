"""Sends datagrams of the given sizes, each when the one before is answered: send.py 4|6 HOST PORT SIZE..."""
import errno
import socket
import sys

TIMEOUT_S = 2

family = {"4": socket.AF_INET, "6": socket.AF_INET6}[sys.argv[1]]
server = socket.getaddrinfo(sys.argv[2], int(sys.argv[3]), family, socket.SOCK_DGRAM)[0][4]
with socket.socket(family, socket.SOCK_DGRAM) as client:
    client.settimeout(TIMEOUT_S)
    for size in map(int, sys.argv[4:]):
        try:
            client.sendto(bytes(size), server)
            client.recv(100)
            print(f"{size}: answered")
        except TimeoutError:
            print(f"{size}: no answer")
        except OSError as error:
            print(f"{size}: {errno.errorcode[error.errno]}")
    client.sendto(b"end", server)
