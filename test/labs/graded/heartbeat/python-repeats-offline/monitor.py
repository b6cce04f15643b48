"""Reports whether a sensor is alive: monitor.py PORT TIMEOUT_MS"""
import select
import socket
import sys
import time


class Monitor:
    def __init__(self, port, timeout_s):
        self.timeout_s = timeout_s
        self.online = False
        self.last_beat = None
        self.last_beat_at = 0.0
        self.sensor = None
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("", port))

    def run(self):
        while True:
            # While the sensor is offline only a beat can change that: no time-out.
            wait_s = max(0, self.remaining_s()) if self.last_beat else None
            if not select.select([self.socket], [], [], wait_s)[0]:
                self.online = False
                self.report("offline")
                self.last_beat_at = time.monotonic()
                continue
            datagram, sender = self.socket.recvfrom(2048)
            if datagram == b"end":
                return
            if datagram.startswith(b"beat "):
                self.beat(datagram.decode().removeprefix("beat "), sender)

    def beat(self, number, sender):
        self.last_beat = number
        self.last_beat_at = time.monotonic()
        self.sensor = sender
        if not self.online:
            self.online = True
            self.report("online")

    def remaining_s(self):
        """Until the sensor is offline, counted from its last beat and nothing else."""
        return self.last_beat_at + self.timeout_s - time.monotonic()

    def report(self, state):
        text = f"{state} {self.last_beat}"
        print(text, flush=True)
        self.socket.sendto(text.encode(), self.sensor)


Monitor(int(sys.argv[1]), int(sys.argv[2]) / 1000).run()
