"""A sensor that shows by beats that it is alive: sensor.py HOST PORT STEP...

A step is `beats=N`, `silence=MS`, or `noise=MS`: other datagrams than beats, for so long. Prints what the
monitor reports, and how long after the reported beat was sent the report came.
"""
import select
import socket
import sys
import time

INTERVAL_S = 0.05
SETTLE_S = 0.1


class Sensor:
    def __init__(self, host, port):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect((host, port))
        self.sent_at = {}
        self.due = time.monotonic()

    def beat(self):
        number = len(self.sent_at) + 1
        self.sent_at[str(number)] = time.monotonic()
        self.send(f"beat {number}")

    def send(self, text):
        try:
            self.socket.send(text.encode())
        except ConnectionRefusedError:
            pass  # the monitor has gone; what it reported before counts

    def listen(self, duration_s):
        """Prints reports until so long after the last time that this was asked for."""
        self.due += duration_s
        while (remaining_s := self.due - time.monotonic()) > 0:
            if select.select([self.socket], [], [], remaining_s)[0]:
                self.report()

    def report(self):
        received_at = time.monotonic()
        try:
            text = self.socket.recv(2048).decode(errors="replace")
        except ConnectionRefusedError:
            return
        number = text.split(" ")[-1]
        if number in self.sent_at:
            text += f" after {(received_at - self.sent_at[number]) * 1000:.1f} ms"
        print(text, flush=True)


sensor = Sensor(sys.argv[1], int(sys.argv[2]))
for step in sys.argv[3:]:
    what, amount = step.split("=")
    if what == "beats":
        for _ in range(int(amount)):
            sensor.beat()
            sensor.listen(INTERVAL_S)
    else:
        for _ in range(int(int(amount) / 1000 / INTERVAL_S)):
            if what == "noise":
                sensor.send("noise")
            sensor.listen(INTERVAL_S)
sensor.send("end")
sensor.listen(SETTLE_S)
print("end")
