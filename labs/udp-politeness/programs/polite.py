"""Sends one datagram per round trip, and fewer when no answer comes: polite.py HOST PORT COUNT SIZE"""
import socket
import sys
import time

INITIAL_TIMEOUT_S = 1
MINIMUM_TIMEOUT_S = 1
MAXIMUM_TIMEOUT_S = 60


class RetransmissionTimer:
    """The time-out of RFC 6298, section 2, from the round trips that were measured."""

    def __init__(self):
        self.smoothed_s = None
        self.variation_s = 0.0
        self.timeout_s = INITIAL_TIMEOUT_S

    def sample(self, round_trip_s):
        if self.smoothed_s is None:
            self.smoothed_s = round_trip_s
            self.variation_s = round_trip_s / 2
        else:
            self.variation_s = 0.75 * self.variation_s + 0.25 * abs(self.smoothed_s - round_trip_s)
            self.smoothed_s = 0.875 * self.smoothed_s + 0.125 * round_trip_s
        self.timeout_s = max(MINIMUM_TIMEOUT_S, self.smoothed_s + 4 * self.variation_s)

    def back_off(self):
        self.timeout_s = min(MAXIMUM_TIMEOUT_S, 2 * self.timeout_s)


def is_answered(client, number, timeout_s):
    deadline = time.monotonic() + timeout_s
    while (remaining_s := deadline - time.monotonic()) > 0:
        client.settimeout(remaining_s)
        try:
            if client.recv(100) == number:
                return True
        except TimeoutError:
            pass
    return False


host = sys.argv[1]
port, count, size = map(int, sys.argv[2:])
timer = RetransmissionTimer()
sent = 0
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.connect((host, port))
    for number in (str(one).encode() for one in range(count)):
        attempts = 0
        while True:
            sent_at = time.monotonic()
            client.send((number + b" ").ljust(size, b"."))
            sent += 1
            attempts += 1
            if is_answered(client, number, timer.timeout_s):
                break
            timer.back_off()
        if attempts == 1:  # Karn: after a retransmission nobody knows what was answered
            timer.sample(time.monotonic() - sent_at)
print(f"sent {sent}, answered {count}")
