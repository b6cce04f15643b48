"""Listens, and accepts nothing before SIGUSR1: `server.py backlog`."""

import signal
import socket
import sys

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
    listener.bind(("", 8080))
    listener.listen(int(sys.argv[1]))
    signal.sigwait({signal.SIGUSR1})

    listener.setblocking(False)
    waiting = []
    try:
        while True:
            waiting.append(listener.accept()[0])
    except BlockingIOError:
        print(f"accepted at once: {len(waiting)}", flush=True)
    for connected in waiting:
        connected.close()

    listener.setblocking(True)
    while True:
        listener.accept()[0].close()
