import socket
import sys

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("", int(sys.argv[1])))
while server.recv(2048) != b"end":
    pass
print("online 1")
print("offline 6")
