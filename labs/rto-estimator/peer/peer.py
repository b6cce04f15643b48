"""Tells a client, one event per request, what a sender's acknowledgements and timer did.

usage: peer.py PORT TRACE
"""

import socket
import sys

# Longer than a client waits before it asks again, should the last answer be lost.
LINGER_S = 0.5

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("", int(sys.argv[1])))
with open(sys.argv[2], encoding="ascii") as trace:
    events = [line.strip() for line in trace if line.strip()] + ["end"]
while True:
    try:
        request, client = server.recvfrom(2048)
    except TimeoutError:
        break
    word, _, number = request.decode("ascii", "replace").partition(" ")
    if word != "NEXT" or not number.isdecimal() or not 1 <= int(number) <= len(events):
        print(f"no request of this protocol: {request[:40]!r}", flush=True)
        continue
    answer = f"{int(number)} {events[int(number) - 1]}"
    print(f"asked for {number}: {answer}", flush=True)
    server.sendto(answer.encode("ascii"), client)
    if int(number) == len(events):
        server.settimeout(LINGER_S)
