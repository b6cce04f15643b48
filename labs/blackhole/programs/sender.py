"""Sends one line into a path that has gone dead and tells when TCP tries again.

usage: sender.py HOST PORT SECONDS
"""

import socket
import sys
import time
from struct import unpack_from

SAMPLE_EVERY_SECONDS = 0.002


def retransmissions(connection):
    """How often the oldest segment was sent again: tcpi_total_retrans of struct tcp_info in linux/tcp.h."""
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
    return unpack_from("=I", info, 100)[0]


def main():
    host, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    with socket.create_connection((host, port)) as connection:
        connection.sendall(b"the path works\n")
        connection.recv(100)
        connection.sendall(b"nobody hears this\n")
        last = start = time.monotonic()
        seen = retransmissions(connection)
        gaps = []
        while time.monotonic() - start < seconds:
            time.sleep(SAMPLE_EVERY_SECONDS)
            count = retransmissions(connection)
            if count == seen:
                continue
            now = time.monotonic()
            gaps.append(now - last)
            print(f"{now - start:6.3f} s: sent again, {now - last:.3f} s after the last time", flush=True)
            last, seen = now, count
    ratios = [b / a for a, b in zip(gaps, gaps[1:])]
    print(f"sent again: {len(gaps)} times")
    if ratios:
        print(f"least ratio of neighbouring gaps: {min(ratios):.2f}")
        print(f"greatest ratio of neighbouring gaps: {max(ratios):.2f}")


main()
