"""Sends a file by selective repeat to whoever asks for it.

usage: server.py PORT FILE
"""

import signal
import socket
import struct
import sys
import time
import zlib
from dataclasses import dataclass

HEADER = struct.Struct("!4sII")  # type, number, CRC-32 of the rest of the packet
CHUNK_BYTES = 500
WINDOW = 8
MAX_ATTEMPTS = 8
TIMEOUT_S = 0.5


@dataclass
class Outstanding:
    attempts: int
    deadline: float


def say(text: str) -> None:
    print(text, flush=True)


def packet_of(kind: bytes, number: int, chunk: bytes = b"") -> bytes:
    checksum = zlib.crc32(kind + number.to_bytes(4, "big") + chunk)
    return HEADER.pack(kind, number, checksum) + chunk


def content_of(packet: bytes) -> tuple[bytes, int] | None:
    """Returns type and number; None: the packet is damaged."""
    if len(packet) < HEADER.size:
        return None
    kind, number, _ = HEADER.unpack_from(packet)
    return (kind, number) if packet == packet_of(kind, number, packet[HEADER.size :]) else None


class Transfer:
    def __init__(self, server: socket.socket, client: tuple[str, int], file: bytes) -> None:
        self.server = server
        self.client = client
        # A piece of less than full length ends the file, so one that would end with a full piece gets an empty one.
        self.chunks = [file[at : at + CHUNK_BYTES] for at in range(0, len(file) + 1, CHUNK_BYTES)]
        self.outstanding: dict[int, Outstanding] = {}
        self.base = 0
        self.following = 0
        self.fill_window()

    def fill_window(self) -> None:
        while self.base < self.following and self.base not in self.outstanding:
            self.base += 1
        while self.following < min(self.base + WINDOW, len(self.chunks)):
            self.send(self.following, 1)
            self.following += 1

    def send(self, piece: int, attempts: int) -> None:
        self.server.sendto(packet_of(b"DATA", piece, self.chunks[piece]), self.client)
        self.outstanding[piece] = Outstanding(attempts, time.monotonic() + TIMEOUT_S)

    def acknowledge(self, piece: int) -> None:
        self.outstanding.pop(piece, None)
        self.fill_window()

    def repeat_what_is_due(self) -> bool:
        """Returns whether the client still seems to be there."""
        now = time.monotonic()
        for piece, one in sorted(self.outstanding.items()):
            if one.deadline > now:
                continue
            if one.attempts == MAX_ATTEMPTS:
                return False
            say(f"piece {piece} again")
            self.send(piece, one.attempts + 1)
        return True

    def wait_s(self) -> float:
        deadline = min((one.deadline for one in self.outstanding.values()), default=time.monotonic() + TIMEOUT_S)
        return max(0.001, deadline - time.monotonic())


def serve(server: socket.socket, file: bytes) -> str:
    transfer = None
    while True:
        server.settimeout(None if transfer is None else transfer.wait_s())
        try:
            packet, client = server.recvfrom(65536)
        except TimeoutError:
            packet = None
        if packet is not None:
            content = content_of(packet)
            if content is None:
                say(f"wrong checksum or too short: {packet[:HEADER.size].hex(' ')}")
            elif content[0] == b"GET " and transfer is None:
                say("asked")
                transfer = Transfer(server, client, file)
            elif content[0] == b"ACK " and transfer is not None:
                transfer.acknowledge(content[1])
            elif content[0] == b"DONE" and transfer is not None:
                return f"done, says the client: {transfer.base} of {len(transfer.chunks)} pieces acknowledged"
        if transfer is not None and not transfer.repeat_what_is_due():
            return f"the client is gone: {transfer.base} of {len(transfer.chunks)} pieces acknowledged"


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("", int(sys.argv[1])))
    with open(sys.argv[2], "rb") as stream:
        say(serve(server, stream.read()))


main()
