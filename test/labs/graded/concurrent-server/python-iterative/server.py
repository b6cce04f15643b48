import socket
import sys

listener = socket.create_server(("", int(sys.argv[1])), backlog=128)
while True:
    connection, _ = listener.accept()
    unfinished = b""
    with connection:
        try:
            while data := connection.recv(65536):
                *lines, unfinished = (unfinished + data).split(b"\n")
                for line in lines:
                    connection.sendall(line.upper() + b"\n")
        except OSError as error:
            print(error, file=sys.stderr)
