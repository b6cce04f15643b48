"""Does what the server's script tells it to, one thing at a time: client.py NAME SERVER

Commands come as datagrams, so that no second TCP connection is in the table: `connect PORT`, from this port of its
own, `say PORT WORDS`, `hear PORT`, `close PORT`, `table`, `bye`. Each is answered when it is done.
"""

import errno
import socket
import sys

from socket_table import PORT, print_table

name, server = sys.argv[1:]
connections = {}


def connect(port):
    connections[port] = socket.socket()
    connections[port].bind(("", port))
    connections[port].connect((server, PORT))
    return "connected"


def obey(command):
    verb, *words = command.split(" ", 2)
    if verb == "table":
        print_table(" ".join(words))
        return "printed"
    port = int(words[0])
    if verb == "connect":
        return connect(port)
    if verb == "say":
        connections[port].sendall(words[1].encode())
        return "said"
    if verb == "hear":
        return connections[port].recv(100).decode() or "the end"
    connections[port].close()
    return "closed"


with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
    control.connect((server, 9000))
    control.send(f"here {name}".encode())
    while (command := control.recv(1000).decode()) != "bye":
        try:
            answer = obey(command)
        except OSError as error:
            answer = errno.errorcode[error.errno]
        control.send(answer.encode())
