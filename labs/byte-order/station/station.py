"""A weather station: sends records, reads one report.

station.py PORT weather|palindromes|extremes [STRAY_PORT]
"""

import socket
import struct
import sys
import threading

# Sensor, value, seconds.
RECORDS = {
    "weather": [(258, 4660, 16909060), (1, 2150, 1000), (513, -150, 86400)],
    "palindromes": [(0x0101, 0x0101, 0x01010101), (0x0202, -0x0102, 0x02020202)],
    "extremes": [(65535, -32768, 4000000000), (40000, -1, 2147483648)],
}


def listen(port):
    """On IPv4 and IPv6: a name stands for both, and not every client tries the second."""
    return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)


def serve(listener, records):
    connection, _ = listener.accept()
    with connection:
        connection.sendall(b"".join(struct.pack("!HhI", *record) for record in records))
        connection.shutdown(socket.SHUT_WR)
        report = b""
        while chunk := connection.recv(64):
            report += chunk
    shown = " ".join(f"{byte:02x}" for byte in report[:32])
    if len(report) == 8:
        total, latest = struct.unpack("!iI", report)
        print(f"report {shown}: sum {total}, latest {latest}", flush=True)
    else:
        print(f"report {shown}: {len(report)} bytes, expected 8", flush=True)


def receive_strays(listener, came):
    port = listener.getsockname()[1]
    while True:
        connection, _ = listener.accept()
        with connection:
            print(f"somebody came to port {port}", flush=True)
            connection.sendall(f"This is port {port}, 0x{port:04X}.\n".encode())
        came.set()


def main():
    port, name, *stray = sys.argv[1:]
    # The stray port first: the lab starts as soon as the other one is open.
    stray_came = threading.Event()
    if stray:
        strays = listen(int(stray[0]))
        threading.Thread(target=receive_strays, args=(strays, stray_came), daemon=True).start()
    else:
        stray_came.set()
    try:
        serve(listen(int(port)), RECORDS[name])
    except OSError as error:
        print(f"the client is gone: {error.strerror}", flush=True)
    stray_came.wait()


main()
