"""A weather station's client: binary records in, one binary report out."""

import socket
import struct
import sys

# "!" is network byte order without padding. H and I are unsigned 16 and 32 bits, h and i signed.
RECORD = struct.Struct("!HhI")
REPORT = struct.Struct("!iI")


def receive_record(connection: socket.socket) -> bytes | None:
    """One record; None at the end. recv() may return less than a record, or parts of two."""
    received = b""
    while len(received) < RECORD.size:
        chunk = connection.recv(RECORD.size - len(received))
        if not chunk:
            if received:
                raise EOFError(f"the station closed after {len(received)} bytes of a record")
            return None
        received += chunk
    return received


def main() -> None:
    host, port = sys.argv[1], int(sys.argv[2])
    total, latest = 0, 0
    # No htons() here: Python's addresses have the port as a number, and it is turned for us.
    with socket.create_connection((host, port)) as connection:
        while (record := receive_record(connection)) is not None:
            sensor, value, seconds = RECORD.unpack(record)
            print(sensor, value, seconds)
            total += value
            latest = max(latest, seconds)
        connection.sendall(REPORT.pack(total, latest))


main()
