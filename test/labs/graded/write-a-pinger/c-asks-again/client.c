// A pinger over UDP: client HOST PORT TIMEOUT_MS
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUESTS = 10 };

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* Looks the host up and connects a UDP socket to it, so that send() knows the way and
   recv() gets nothing from anybody else. Returns -1 if that can't be done. */
static int connect_to(const char *host, const char *port) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_DGRAM};
  struct addrinfo *server;
  int error = getaddrinfo(host, port, &hints, &server);
  if (error != 0) {
    fprintf(stderr, "%s: %s\n", host, gai_strerror(error));
    return -1;
  }
  int client = socket(server->ai_family, server->ai_socktype, server->ai_protocol);
  if (client < 0 || connect(client, server->ai_addr, server->ai_addrlen) != 0) {
    perror(host);
    client = -1;
  }
  freeaddrinfo(server);
  return client;
}

/* Sends one request. Returns its round trip in milliseconds, or -1 if no answer came in time. */
static double ping(int client, int number, double timeout_ms) {
  char request[32], answer[64];
  int length = snprintf(request, sizeof request, "ping %d", number);
  double sent_at = now_ms();
  double deadline = sent_at + timeout_ms;
  send(client, request, length, 0);
  for (;;) {
    double remaining_ms = deadline - now_ms();
    if (remaining_ms <= 0) return -1;
    struct pollfd readable = {.fd = client, .events = POLLIN};
    if (poll(&readable, 1, (int)remaining_ms + 1) <= 0) continue; /* the deadline decides */
    ssize_t received = recv(client, answer, sizeof answer, MSG_DONTWAIT);
    double received_at = now_ms();
    if (received == length && memcmp(answer, request, length) == 0)
      return received_at <= deadline ? received_at - sent_at : -1;
    /* The answer to an earlier request, late or a second time: go on waiting. */
  }
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: %s HOST PORT TIMEOUT_MS\n", argv[0]);
    return 2;
  }
  double timeout_ms = atof(argv[3]);
  int client = connect_to(argv[1], argv[2]);
  if (client < 0) return 1;

  int received = 0;
  double sum_ms = 0, min_ms = 0, max_ms = 0;
  for (int number = 1; number <= REQUESTS; number++) {
    double round_trip_ms;
    do round_trip_ms = ping(client, number, timeout_ms);
    while (round_trip_ms < 0);
    if (round_trip_ms < 0) {
      printf("ping %d: lost\n", number);
      continue;
    }
    printf("ping %d: %.1f ms\n", number, round_trip_ms);
    if (received == 0 || round_trip_ms < min_ms) min_ms = round_trip_ms;
    if (received == 0 || round_trip_ms > max_ms) max_ms = round_trip_ms;
    sum_ms += round_trip_ms;
    received++;
  }
  close(client);

  int lost = REQUESTS - received;
  printf("sent %d, received %d, lost %d, loss %d %%\n", REQUESTS, received, lost, 100 * lost / REQUESTS);
  if (received == 0)
    printf("rtt none\n");
  else
    printf("rtt min/avg/max %.1f/%.1f/%.1f ms\n", min_ms, sum_ms / received, max_ms);
  return 0;
}
