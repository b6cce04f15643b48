"""The receiver of a stop-and-wait transfer: takes datagrams in turn and acknowledges each that it has.

usage: receiver.py PORT
"""

import hashlib
import signal
import socket
import struct
import sys

HEADER = struct.Struct("!4sI")  # type, number


def say(text: str) -> None:
    print(text, flush=True)


def receive(server: socket.socket, file: bytearray) -> None:
    expected = 0
    while True:
        packet, sender = server.recvfrom(65536)
        if len(packet) < HEADER.size:
            say(f"no packet of this protocol: {len(packet)} bytes")
            continue
        kind, number = HEADER.unpack_from(packet)
        if kind == b"DONE":
            say(f"done, says the sender, after {number}")
            return
        if kind != b"DATA" or len(packet) == HEADER.size:
            say(f"no packet of this protocol: {packet[:HEADER.size].hex(' ')}")
            continue
        if number > expected:
            say(f"{number} out of turn: {expected} was expected")
            continue
        if number == expected:
            say(f"{number} new")
            file += packet[HEADER.size :]
            expected += 1
        else:
            say(f"{number} again")
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
