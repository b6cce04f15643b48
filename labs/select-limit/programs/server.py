"""Sends back what it hears on any number of connections: `server.py select|poll|epoll`."""

import errno
import select
import socket
import sys


class WithSelect:
    """Hands the kernel all descriptors each time, as a set of 1024 bits."""

    def __init__(self):
        self.descriptors = []

    def watch(self, descriptor):
        self.descriptors.append(descriptor)

    def forget(self, descriptor):
        self.descriptors.remove(descriptor)

    def ready(self):
        return select.select(self.descriptors, [], [])[0]


class WithPoll:
    """poll() hands over a list of numbers each time; with epoll() the kernel keeps the list."""

    def __init__(self, kind):
        self.poll = select.poll() if kind == "poll" else select.epoll()

    def watch(self, descriptor):
        self.poll.register(descriptor, select.POLLIN)

    def forget(self, descriptor):
        self.poll.unregister(descriptor)

    def ready(self):
        return [descriptor for descriptor, _ in self.poll.poll()]


waiting = WithSelect() if sys.argv[1] == "select" else WithPoll(sys.argv[1])
connections = {}
with socket.create_server(("", 8080), backlog=4096) as listener:
    listener.setblocking(False)
    waiting.watch(listener.fileno())
    highest = 0
    while True:
        try:
            ready = waiting.ready()
        except ValueError as error:
            sys.exit(f"{len(connections)} connections, descriptor {highest}: {error}")
        for descriptor in ready:
            if descriptor == listener.fileno():
                try:
                    connected = listener.accept()[0]
                except OSError as error:
                    sys.exit(f"{len(connections)} connections, descriptor {highest}: {errno.errorcode[error.errno]}")
                highest = connected.fileno()
                connections[highest] = connected
                waiting.watch(highest)
            elif data := connections[descriptor].recv(1024):
                connections[descriptor].sendall(data)
            else:
                waiting.forget(descriptor)
                connections.pop(descriptor).close()
