"""Sends over one connection for some seconds and draws its congestion window.

usage: sender.py HOST PORT SECONDS
"""

import socket
import struct
import sys
import threading
import time
from collections import namedtuple

SAMPLE_EVERY_SECONDS = 0.01
ROW_EVERY_SECONDS = 0.1


RECOVERY = 3  # TCP_CA_Recovery: a loss has been noticed and is being repaired

Sample = namedtuple("Sample", "at recovering threshold window mss acked")


def sample(connection, at):
    """Threshold and window in segments, MSS and what was acknowledged in bytes: from struct tcp_info of linux/tcp.h."""
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 128)
    (mss,) = struct.unpack_from("=I", info, 16)
    threshold, window = struct.unpack_from("=II", info, 76)
    (acked,) = struct.unpack_from("=Q", info, 120)
    return Sample(at, info[1] >= RECOVERY, threshold, window, mss, acked)


def send_until(connection, stop):
    block = bytes(16384)
    while not stop.is_set():
        connection.sendall(block)


def main():
    host, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    connection = socket.socket()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"reno")
    connection.connect((host, port))
    stop = threading.Event()
    sender = threading.Thread(target=send_until, args=(connection, stop))
    start = time.monotonic()
    sender.start()
    samples = []
    while time.monotonic() - start < seconds:
        samples.append(sample(connection, time.monotonic() - start))
        time.sleep(SAMPLE_EVERY_SECONDS)
    stop.set()
    sender.join()
    connection.close()
    draw(samples)
    summarise(samples)


def draw(samples):
    next_row = 0.0
    for now in samples:
        if now.at >= next_row:
            print(f"{now.at:5.1f} s {now.window:3d} {'#' * now.window}")
            next_row += ROW_EVERY_SECONDS


def summarise(samples):
    """Of whole teeth: from one loss to the next. What comes before the second loss is slow start and its end."""
    losses = [i for i in range(1, len(samples)) if samples[i].recovering and not samples[i - 1].recovering]
    losses = losses[1:]
    teeth = [samples[a:b] for a, b in zip(losses, losses[1:])]
    print(f"teeth: {len(teeth)}")
    if not teeth:
        return
    tops = [max(now.window for now in tooth) for tooth in teeth]
    falls = [samples[i].threshold / top for i, top in zip(losses[1:], tops)]
    top = sum(tops) / len(tops)
    print(f"top: {top:.1f} segments")
    print(f"after a loss: {median(falls):.2f} of the top")
    print(f"growth: {median([growth(tooth) for tooth in teeth]):.2f} segments per round trip")
    print(f"mean: {mean_window(samples[losses[0] : losses[-1] + 1]) / top:.2f} of the top")


def growth(tooth):
    """Segments per round trip. A round trip is over when a window's worth has been acknowledged."""
    climb = [now for now in tooth if not now.recovering]
    round_trips = sum((b.acked - a.acked) / (a.window * a.mss) for a, b in zip(climb, climb[1:]))
    return (climb[-1].window - climb[0].window) / round_trips if round_trips else 0.0


def mean_window(samples):
    """Weighted by time."""
    area = sum(a.window * (b.at - a.at) for a, b in zip(samples, samples[1:]))
    return area / (samples[-1].at - samples[0].at)


def median(values):
    return sorted(values)[len(values) // 2]


main()
