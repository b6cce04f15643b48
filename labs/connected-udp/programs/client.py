"""Sends to a UDP port and tells each call's outcome: client.py connected|unconnected|recverr HOST PORT PATIENCE_MS"""
import errno
import select
import socket
import struct
import sys

IP_RECVERR = 11  # <linux/in.h>; the socket module has no name for it
SOCK_EXTENDED_ERR = "=IBBBBII"  # errno, origin, type, code, pad, info, data: <linux/errqueue.h>

way, host, port, patience_s = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]) / 1000
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server = (socket.gethostbyname(host), port)


def outcome(call, *arguments):
    try:
        call(*arguments)
        return "ok"
    except TimeoutError:
        return "time-out"
    except OSError as error:
        return errno.errorcode[error.errno]


def wait():
    """Until there is something to receive, be it an error. That never happens where errors aren't told."""
    select.select([client], [], [], patience_s)


if way == "connected":
    client.connect(server)
    send, arguments = client.send, (b"hello",)
else:
    send, arguments = client.sendto, (b"hello", server)
if way == "recverr":
    client.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)

for number in range(1, 4):
    sent = outcome(send, *arguments)
    print(f"send {number}: {sent}")
    if sent == "ok":
        wait()
if way == "recverr":
    _, control, _, receiver = client.recvmsg(100, 1000, socket.MSG_ERRQUEUE)
    _, _, kind, code, *_ = struct.unpack_from(SOCK_EXTENDED_ERR, control[0][2])
    print(f"error queue: ICMP type {kind} code {code}, of a datagram to port {receiver[1]}")
client.settimeout(patience_s)
print(f"recv: {outcome(client.recv, 100)}")
