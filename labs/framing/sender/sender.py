"""Sends messages, each behind its length, and cuts the stream of bytes where no message ends.

sender.py HOST PORT whole COUNT    one write for each message
sender.py HOST PORT merged COUNT   all messages in one write
sender.py HOST PORT pieces COUNT   7000 writes of 1 to 7 bytes, and the rest in larger ones
sender.py HOST PORT sizes SIZE...  one write for messages of these sizes
sender.py HOST PORT cut COUNT      so many messages and half of another one
"""

import random
import socket
import struct
import sys
import time

SMALL_PIECES = 7000
LARGEST_SMALL_BYTES = 7
LARGEST_BYTES = 4000
PAUSED_PIECES = 100
PAUSE_SECONDS = 0.002


def framed(payload):
    return struct.pack("!I", len(payload)) + payload


def digest(payloads):
    """FNV-1a, 32 bits, over each payload and a zero byte."""
    value = 2166136261
    for payload in payloads:
        for byte in payload + b"\0":
            value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def cut_into_pieces(data, random_source):
    at = number = 0
    while at < len(data):
        length = random_source.randint(1, LARGEST_SMALL_BYTES if number < SMALL_PIECES else LARGEST_BYTES)
        yield data[at : at + length]
        at += length
        number += 1


def send_all(connection, writes):
    for number, data in enumerate(writes):
        connection.sendall(data)
        if len(writes) > 1 and number < PAUSED_PIECES:
            # The kernel would put the next piece into the same segment.
            time.sleep(PAUSE_SECONDS)
    connection.shutdown(socket.SHUT_WR)


def main():
    host, port, mode, *numbers = sys.argv[1:]
    numbers = [int(number) for number in numbers]
    random_source = random.Random(f"{mode} {numbers}")
    if mode == "sizes":
        sizes = numbers
    elif mode == "merged":
        sizes = [random_source.randint(1, 9) for _ in range(numbers[0])]
    else:
        sizes = [random_source.randint(1, 20) for _ in range(numbers[0])]
    payloads = [random_source.randbytes(size) for size in sizes]
    frames = [framed(payload) for payload in payloads]
    stream = b"".join(frames)
    if mode == "whole":
        writes = frames
    elif mode == "pieces":
        writes = list(cut_into_pieces(stream, random_source))
    elif mode == "cut":
        writes = [stream + framed(b"never finished")[:11]]
    else:
        writes = [stream]

    print(f"messages: {len(payloads)}\nbytes: {sum(sizes)}\ndigest: {digest(payloads)}", flush=True)
    connection = socket.create_connection((host, int(port)))
    # Without it small writes wait for the acknowledgement of the one before (Nagle).
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        send_all(connection, writes)
        connection.recv(1)  # Until the receiver closes.
    except OSError as error:
        print(f"the receiver closed too early: {error.strerror}", file=sys.stderr)


main()
