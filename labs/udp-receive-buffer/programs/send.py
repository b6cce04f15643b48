"""Sends numbered datagrams, then wakes the receiver: send.py HOST PORT WAKE_PORT COUNT SIZE"""
import socket
import sys
import time

GAP_S = 0.002

host = sys.argv[1]
port, wake_port, count, size = map(int, sys.argv[2:])
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    for number in range(1, count + 1):
        client.sendto(f"{number} ".encode().ljust(size, b"."), (host, port))
        time.sleep(GAP_S)
    client.sendto(b"wake", (host, wake_port))
