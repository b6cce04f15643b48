"""Sends datagrams: `sender.py host whole|may-be-fragmented SIZE...`; half a second passes between them."""

import errno
import socket
import sys
import time

# From <linux/in.h>; Python doesn't know them all.
IP_MTU_DISCOVER, IP_MTU = 10, 14
IP_PMTUDISC_WANT, IP_PMTUDISC_DO = 1, 2

host, fragmentation, *sizes = sys.argv[1:]
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
    mode = IP_PMTUDISC_DO if fragmentation == "whole" else IP_PMTUDISC_WANT
    endpoint.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, mode)
    endpoint.connect((host, 8080))
    for size in map(int, sizes):
        try:
            endpoint.send(bytes(size))
            print(f"{size} B: sent", flush=True)
        except OSError as error:
            print(f"{size} B: {errno.errorcode[error.errno]}", flush=True)
        time.sleep(0.5)  # for an ICMP message to come back
        error = endpoint.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            print(f"reported: {errno.errorcode[error]}", flush=True)
    print(f"path MTU: {endpoint.getsockopt(socket.IPPROTO_IP, IP_MTU)}")
