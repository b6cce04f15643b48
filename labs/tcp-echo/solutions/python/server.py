"""A TCP echo server: one connection after the other."""

import socket
import sys

BACKLOG = 16
BUFFER_BYTES = 65536


def echo(connection: socket.socket) -> None:
    """Sends back what comes, until the client has closed its half."""
    while True:
        data = connection.recv(BUFFER_BYTES)
        if not data:
            return  # The client's FIN: nothing more will come. What we sent is in the kernel's hands.
        # send() may take less than it was given; sendall() goes on until all is taken.
        connection.sendall(data)


def main() -> None:
    port = int(sys.argv[1])
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # Without it a restarted server gets EADDRINUSE while old connections are in TIME-WAIT.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("", port))
        listener.listen(BACKLOG)
        while True:
            connection, client = listener.accept()
            with connection:
                try:
                    echo(connection)
                except OSError as error:
                    # This client is gone; the next one may be waiting.
                    print(f"{client[0]}: {error}", file=sys.stderr)


main()
