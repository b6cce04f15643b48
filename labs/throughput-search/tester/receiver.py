"""Counts test frames, and says what it has counted whenever it is asked over the control connection: receiver.py"""

import json
import select
import socket
import time

from frame import CONTROL_PORT, FRAME, TEST_PORT


class Count:
    """What came in since the last question."""

    def __init__(self):
        self.numbers = set()
        self.latencies_ns = 0
        self.longest_gap_ns = 0
        self.last_ns = None

    def take(self, frame):
        now_ns = time.monotonic_ns()
        number, sent_ns = FRAME.unpack_from(frame)
        self.numbers.add(number)
        self.latencies_ns += now_ns - sent_ns
        if self.last_ns is not None:
            self.longest_gap_ns = max(self.longest_gap_ns, now_ns - self.last_ns)
        self.last_ns = now_ns

    def report(self):
        received = len(self.numbers)
        mean_latency_ns = self.latencies_ns / max(1, received)
        return {
            "received": received,
            "longest_gap_ns": self.longest_gap_ns,
            "mean_latency_ns": mean_latency_ns,
        }


def drain(frames, count):
    try:
        while True:
            count.take(frames.recv(2048))
    except BlockingIOError:
        pass


def serve(frames, control):
    count = Count()
    poll = select.poll()
    poll.register(frames, select.POLLIN)
    poll.register(control, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in poll.poll()}
        # Frames that came before the question are there already.
        asked = control.recv(100) if control.fileno() in ready else None
        drain(frames, count)
        if asked == b"":
            return
        if asked is not None:
            control.sendall(json.dumps(count.report()).encode() + b"\n")
            count = Count()


with (
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as test_frames,
    socket.create_server(("", CONTROL_PORT)) as listener,
):
    test_frames.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    test_frames.bind(("", TEST_PORT))
    test_frames.setblocking(False)
    transmitter, _ = listener.accept()
    with transmitter:
        serve(test_frames, transmitter)
