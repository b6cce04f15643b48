"""Sends messages of four streams in turn, one each 15 ms.

usage: sender.py HOST one|four|udp

one: all streams over one TCP connection; four: each over its own; udp: each message a datagram.
"""

import socket
import sys
import time

from message import PER_STREAM, STREAMS, Message, pack

PORT = 8080
SPACING_SECONDS = 0.015


def connect(host, port, kind):
    if kind == "udp":
        connection = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        connection.connect((host, port))
        return connection
    connection = socket.create_connection((host, port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def main():
    host, kind = sys.argv[1], sys.argv[2]
    if kind == "one":
        connections = [connect(host, PORT, kind)] * STREAMS
    else:
        connections = [connect(host, PORT + stream, kind) for stream in range(STREAMS)]
    start = time.monotonic()
    for number in range(STREAMS * PER_STREAM):
        time.sleep(max(0.0, start + number * SPACING_SECONDS - time.monotonic()))
        stream = number % STREAMS
        connections[stream].sendall(pack(Message(stream, number, time.monotonic())))


main()
