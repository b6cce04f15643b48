"""Searches the fastest rate at which no frame is lost: transmitter.py RECEIVER MAXIMUM_BIT_PER_S TRIAL_MS FRAME_BYTES..."""

import json
import socket
import sys
import time
from dataclasses import dataclass

from frame import CONTROL_PORT, ETHERNET_BYTES, FRAME, HEADER_BYTES, TEST_PORT

HALVINGS = 6
# A trial in which anything was later than this says more about the machine than about the device.
LATE_NS = 30_000_000
ATTEMPTS = 40


@dataclass
class Rate:
    frames_per_s: float
    frame_bytes: int

    @property
    def bits_per_s(self):
        """Of IP packets, as the link counts them."""
        return self.frames_per_s * (self.frame_bytes - ETHERNET_BYTES) * 8


@dataclass
class Trial:
    rate: Rate
    offered: int
    received: int
    latency_ms: float


class Tester:
    def __init__(self, receiver, duration_s):
        self.duration_s = duration_s
        self.frames = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.frames.connect((receiver, TEST_PORT))
        self.control = socket.create_connection((receiver, CONTROL_PORT)).makefile("rw")
        self.offered = self.received = self.repeated = 0

    def send(self, rate):
        """Sends a trial's frames, each at its time. None: one of them was late, and the rest not sent."""
        count = max(1, round(rate.frames_per_s * self.duration_s))
        interval_ns = 1e9 / rate.frames_per_s
        padding = bytes(rate.frame_bytes - HEADER_BYTES - FRAME.size)
        start_ns = time.monotonic_ns()
        for number in range(count):
            due_ns = start_ns + int(number * interval_ns)
            while (now_ns := time.monotonic_ns()) < due_ns:
                time.sleep((due_ns - now_ns) / 1e9)
            self.frames.send(FRAME.pack(number, now_ns) + padding)
            self.offered += 1
            if now_ns - due_ns > LATE_NS:
                return None
        return count

    def count(self):
        """What came out of the device. The question follows the last frame through the same queue, so none is on its way."""
        print("count", file=self.control, flush=True)
        counted = json.loads(self.control.readline())
        self.received += counted["received"]
        return counted

    def attempt(self, rate):
        offered = self.send(rate)
        counted = self.count()
        longest_ns = LATE_NS + 1e9 / rate.frames_per_s
        if offered is None or counted["longest_gap_ns"] > longest_ns:
            return None
        return Trial(rate, offered, counted["received"], counted["mean_latency_ns"] / 1e6)

    def trial(self, rate):
        for _ in range(ATTEMPTS):
            trial = self.attempt(rate)
            if trial is not None:
                return trial
            self.repeated += 1
        sys.exit("this machine is too busy to send frames at a steady rate")

    def throughput(self, frame_bytes, maximum_bits_per_s):
        """The last trial without a loss of a binary search between nothing and the medium's rate."""
        frames_per_s = maximum_bits_per_s / 8 / (frame_bytes - ETHERNET_BYTES)
        passed, lost = 0, frames_per_s
        best = None
        for _ in range(HALVINGS + 1):
            trial = self.trial(Rate(frames_per_s, frame_bytes))
            if trial.received == trial.offered:
                best, passed = trial, frames_per_s
            else:
                lost = frames_per_s
            if passed == lost:
                break
            frames_per_s = (passed + lost) / 2
        return best


def main():
    receiver, maximum_bits_per_s, duration_ms, *sizes = sys.argv[1:]
    tester = Tester(receiver, int(duration_ms) / 1000)
    for size in map(int, sizes):
        best = tester.throughput(size, float(maximum_bits_per_s))
        if best is None:
            sys.exit(f"{size}: every trial lost frames")
        print(
            f"{size}: {best.rate.frames_per_s:.0f} frames/s, {best.rate.bits_per_s / 1e6:.3f} Mbit/s, "
            f"{best.received} of {best.offered} frames in the trial, mean latency {best.latency_ms:.1f} ms",
            flush=True,
        )
    print(f"all trials: {tester.offered} frames offered, {tester.received} received")
    print(f"repeated, because the machine was late: {tester.repeated}")


main()
