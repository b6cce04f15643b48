"""Receives datagrams into a buffer of so many bytes, and answers each: receive.py PORT BUFFER"""
import socket
import sys

port, buffer = int(sys.argv[1]), bytearray(int(sys.argv[2]))
with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as server:
    server.bind(("::", port))  # IPv4 as well: its clients are ::ffff:a.b.c.d
    while True:
        # Asked with MSG_TRUNC, the kernel tells the datagram's own size.
        size, _, flags, client = server.recvmsg_into([buffer], 0, socket.MSG_TRUNC)
        if buffer[:size] == b"end":
            break
        kept = min(size, len(buffer))
        print(f"{kept} of {size} bytes" + (", MSG_TRUNC" if flags & socket.MSG_TRUNC else ""))
        server.sendto(b"ok", client)
