"""Sends lines back in capital letters: one thread, which waits for all clients at once (select, poll or epoll)."""

import selectors
import socket
import sys

BACKLOG = 128
LONGEST_LINE_BYTES = 4096


class Client:
    """A connection with what has come of its line, and what it hasn't taken of its answers."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.unfinished = b""
        self.unsent = b""
        self.has_ended = False

    def read(self) -> None:
        data = self.connection.recv(65536)
        if not data:
            self.has_ended = True
        *lines, self.unfinished = (self.unfinished + data).split(b"\n")
        self.unsent += b"".join(line.upper() + b"\n" for line in lines)
        if len(self.unfinished) > LONGEST_LINE_BYTES:
            raise OSError("no line is as long as that")

    def write(self) -> None:
        """Sends what the kernel takes now; the rest when there is room."""
        if self.unsent:
            sent = self.connection.send(self.unsent)
            self.unsent = self.unsent[sent:]

    @property
    def is_done(self) -> bool:
        return self.has_ended and not self.unsent

    @property
    def events(self) -> int:
        """What to wait for. A client that doesn't take its answers isn't read from."""
        return selectors.EVENT_WRITE if self.unsent else selectors.EVENT_READ


def serve(selector: selectors.BaseSelector, client: Client) -> None:
    """A step for a client that can be read or written without waiting."""
    try:
        if client.unsent:
            client.write()
        else:
            client.read()
    except BlockingIOError:
        return  # It can't after all.
    if client.is_done:
        selector.unregister(client.connection)
        client.connection.close()
    else:
        selector.modify(client.connection, client.events, client)


def main() -> None:
    selector = selectors.DefaultSelector()
    listener = socket.create_server(("", int(sys.argv[1])), backlog=BACKLOG)
    listener.setblocking(False)
    selector.register(listener, selectors.EVENT_READ, None)
    while True:
        for key, _ in selector.select():
            if key.data is not None:
                serve(selector, key.data)
                continue
            try:
                connection, _ = listener.accept()
            except OSError:
                continue  # It was gone before we came to it.
            connection.setblocking(False)
            selector.register(connection, selectors.EVENT_READ, Client(connection))


main()
