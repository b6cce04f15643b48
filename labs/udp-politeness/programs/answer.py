"""Answers each datagram with its first word: answer.py PORT"""
import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind(("", int(sys.argv[1])))
    while True:
        datagram, client = server.recvfrom(2048)
        server.sendto(datagram.split()[0], client)
