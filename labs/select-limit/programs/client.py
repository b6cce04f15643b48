"""Opens connections, then says something on each: `client.py server count`."""

import select
import socket
import sys

BATCH = 50

server, count = sys.argv[1], int(sys.argv[2])
address = (socket.gethostbyname(server), 8080)


def open_batch(size):
    poll = select.poll()
    opening = {}
    for _ in range(size):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(address)
        opening[one.fileno()] = one
        poll.register(one, select.POLLOUT)
    opened = []
    while opening:
        for descriptor, _ in poll.poll():
            poll.unregister(descriptor)
            one = opening.pop(descriptor)
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                one.setblocking(True)
                opened.append(one)
    return opened


def succeeds(call):
    try:
        return call()
    except OSError:
        return False


def count_answered(connections):
    asked = [one for one in connections if succeeds(lambda: one.send(b"hello") > 0)]
    return sum(succeeds(lambda: one.recv(1024) == b"hello") for one in asked)


connections = []
while len(connections) < count:
    opened = open_batch(min(BATCH, count - len(connections)))
    if not opened:
        break
    connections += opened
print(f"connected: {len(connections)}", flush=True)
print(f"answered: {count_answered(connections)} of {count}")
