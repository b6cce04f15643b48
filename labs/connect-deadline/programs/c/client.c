/* Connects before a deadline, or gives up: client HOST PORT MILLISECONDS. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

/* Returns 0 or an errno; ETIMEDOUT when the deadline passed. */
static int connect_before(int endpoint, const struct addrinfo *server, int deadline_ms) {
    fcntl(endpoint, F_SETFL, fcntl(endpoint, F_GETFL) | O_NONBLOCK);
    if (connect(endpoint, server->ai_addr, server->ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;

    struct pollfd waiting = {.fd = endpoint, .events = POLLOUT};
    if (poll(&waiting, 1, deadline_ms) == 0) return ETIMEDOUT;
    int error; /* writable also means failed */
    socklen_t size = sizeof error;
    getsockopt(endpoint, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

int main(int argc, char **argv) {
    if (argc != 4) return EXIT_FAILURE;
    struct addrinfo *server, hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    if (getaddrinfo(argv[1], argv[2], &hints, &server) != 0) return EXIT_FAILURE;

    double started = now();
    int endpoint = socket(AF_INET, SOCK_STREAM, 0);
    int error = connect_before(endpoint, server, atoi(argv[3]));
    close(endpoint);
    const char *outcome = error == 0 ? "connected" : error == ETIMEDOUT ? "gave up" : error == ECONNREFUSED ? "refused" : strerror(error);
    printf("%s after %.3f s\n", outcome, now() - started);
    freeaddrinfo(server);
    return EXIT_SUCCESS;
}
