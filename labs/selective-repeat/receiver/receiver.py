"""The receiver of a selective-repeat transfer: keeps what comes out of turn, and acknowledges each datagram by itself.

usage: receiver.py PORT
"""

import hashlib
import signal
import socket
import struct
import sys

HEADER = struct.Struct("!4sB")  # type, number
NUMBERS = 16
WINDOW = NUMBERS // 2


def say(text: str) -> None:
    print(text, flush=True)


def receive(server: socket.socket, file: bytearray) -> None:
    base = 0  # the first piece that is missing
    kept: dict[int, bytes] = {}  # by piece, not by number
    while True:
        packet, sender = server.recvfrom(65536)
        if len(packet) < HEADER.size:
            say(f"no packet of this protocol: {len(packet)} bytes")
            continue
        kind, number = HEADER.unpack_from(packet)
        if kind == b"DONE":
            say("done, says the sender")
            return
        if kind != b"DATA" or number >= NUMBERS or len(packet) == HEADER.size:
            say(f"no packet of this protocol: {packet[:HEADER.size].hex(' ')}")
            continue
        ahead = (number - base) % NUMBERS
        if ahead >= WINDOW:
            say(f"number {number}: piece {base + ahead - NUMBERS} again")
        elif base + ahead in kept:
            say(f"number {number}: piece {base + ahead} again")
        else:
            say(f"number {number}: piece {base + ahead}")
            kept[base + ahead] = packet[HEADER.size :]
        while base in kept:
            file += kept.pop(base)
            base += 1
        server.sendto(HEADER.pack(b"ACK ", number), sender)


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("", int(sys.argv[1])))
    file = bytearray()
    try:
        receive(server, file)
    finally:
        say(f"file: {len(file)} bytes, sha256 {hashlib.sha256(file).hexdigest()[:16]}")


main()
