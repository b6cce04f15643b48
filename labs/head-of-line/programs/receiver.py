"""Takes the messages of four streams and tells which were held up.

usage: receiver.py one|four|udp
"""

import select
import socket
import sys
import time

from message import BYTES, PER_STREAM, STREAMS, unpack

PORT = 8080
LATE_SECONDS = 0.04
SILENCE_SECONDS = 1.0


def arrivals(kind):
    """Each message with the time at which the program has it, until all are there or nothing more comes."""
    waiting = {}
    for port in [PORT] if kind == "one" else range(PORT, PORT + STREAMS):
        if kind == "udp":
            receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            receiver.bind(("", port))
            waiting[receiver] = b""
        else:
            waiting[socket.create_server(("", port))] = None
    print("listening", flush=True)
    count = 0
    while count < STREAMS * PER_STREAM:
        ready, _, _ = select.select(list(waiting), [], [], SILENCE_SECONDS if count else None)
        if not ready:
            return
        for readable in ready:
            if waiting[readable] is None:
                connection, _ = readable.accept()
                waiting[connection] = b""
                continue
            piece = readable.recv(4096)
            if not piece:
                del waiting[readable]
                continue
            pending = waiting[readable] + piece
            while len(pending) >= BYTES:
                yield unpack(pending[:BYTES]), time.monotonic()
                count += 1
                pending = pending[BYTES:]
            waiting[readable] = pending


def main():
    heard = list(arrivals(sys.argv[1]))
    delays = [at - message.sent_at for message, at in heard]
    late = [message for (message, _), delay in zip(heard, delays) if delay > min(delays) + LATE_SECONDS]
    overtaken = [
        sum(earlier.number > message.number for earlier, _ in heard[:i]) for i, (message, _) in enumerate(heard)
    ]
    for stream in range(STREAMS):
        own = [delay for (message, _), delay in zip(heard, delays) if message.stream == stream]
        print(f"stream {stream + 1}: {len(own)} messages, the slowest after {max(own) * 1000:.0f} ms")
    print(f"arrived: {len(heard)} messages")
    print(f"held up: {len(late)} messages of {len({message.stream for message in late})} streams")
    print(f"overtaken: one message by {max(overtaken)} later ones")


main()
