/*
 * Keeps TCP's retransmission time-out by RFC 6298, for events that a peer tells one by one.
 *
 * usage: rto HOST PORT TIMEOUT_MS
 */
#include <math.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const double alpha = 1.0 / 8, beta = 1.0 / 4, k = 4;
static const double granularity_ms = 50, initial_ms = 1000, min_ms = 1000, max_ms = 60000;
enum { MAX_ATTEMPTS = 5 };

struct estimator {
  int has_sample;
  double srtt_ms, rttvar_ms, rto_ms;
};

static void take_sample(struct estimator *it, double rtt_ms) {
  if (!it->has_sample) {
    it->has_sample = 1;
    it->srtt_ms = rtt_ms;
    it->rttvar_ms = rtt_ms / 2;
  } else {
    /* In this order: RTTVAR is about the deviation from the old SRTT. */
    it->rttvar_ms = (1 - beta) * it->rttvar_ms + beta * fabs(it->srtt_ms - rtt_ms);
    it->srtt_ms = (1 - alpha) * it->srtt_ms + alpha * rtt_ms;
  }
  it->rto_ms = it->srtt_ms + k * it->rttvar_ms;
  it->rto_ms = fmin(fmax(it->rto_ms, min_ms), max_ms);
}

static void back_off(struct estimator *it) { it->rto_ms = fmin(2 * it->rto_ms, max_ms); }

static void print_state(int number, const struct estimator *it) {
  if (it->has_sample)
    printf("%d srtt=%.1f rttvar=%.1f rto=%.1f\n", number, it->srtt_ms, it->rttvar_ms, it->rto_ms);
  else
    printf("%d srtt=- rttvar=- rto=%.1f\n", number, it->rto_ms);
}

/* Gets event `number`, without its number, into `event`. Answers to earlier requests are late or copies. */
static int ask(int sock, int number, char *event, size_t event_bytes) {
  char request[32], answer[256];
  int request_bytes = snprintf(request, sizeof request, "NEXT %d", number);
  for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    if (send(sock, request, (size_t)request_bytes, 0) < 0) perror("send");
    ssize_t length;
    while ((length = recv(sock, answer, sizeof answer - 1, 0)) >= 0) {
      answer[length] = 0;
      char *rest;
      if (strtol(answer, &rest, 10) != number || *rest != ' ') continue;
      snprintf(event, event_bytes, "%s", rest + 1);
      return 1;
    }
  }
  return 0;
}

static int connect_to(const char *host, const char *port) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_DGRAM}, *address;
  int failure = getaddrinfo(host, port, &hints, &address);
  if (failure != 0) {
    fprintf(stderr, "%s: %s\n", host, gai_strerror(failure));
    exit(2);
  }
  int sock = socket(address->ai_family, address->ai_socktype, 0);
  if (sock < 0 || connect(sock, address->ai_addr, address->ai_addrlen) != 0) {
    perror(host);
    exit(2);
  }
  freeaddrinfo(address);
  return sock;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: %s HOST PORT TIMEOUT_MS\n", argv[0]);
    return 2;
  }
  int sock = connect_to(argv[1], argv[2]);
  long timeout_ms = atol(argv[3]);
  struct timeval timeout = {.tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000};
  setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);

  struct estimator estimator = {.rto_ms = initial_ms};
  for (int number = 1;; number++) {
    char event[256];
    double rtt_ms;
    if (!ask(sock, number, event, sizeof event)) {
      printf("gave up\n");
      return 1;
    }
    if (strcmp(event, "end") == 0) break;
    if (sscanf(event, "sample %lf", &rtt_ms) == 1) take_sample(&estimator, rtt_ms);
    if (strcmp(event, "expired") == 0) back_off(&estimator);
    /* Karn: an ambiguous acknowledgement is no sample. Which of the two transmissions did it answer? */
    print_state(number, &estimator);
  }
  close(sock);
  return 0;
}
