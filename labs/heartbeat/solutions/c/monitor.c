// Reports whether a sensor is alive: monitor PORT TIMEOUT_MS
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

struct monitor {
  int socket;
  double timeout_ms;
  bool online;
  char last_beat[64]; /* its number */
  double last_beat_at;
  struct sockaddr_in sensor; /* where it came from */
};

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int listen_on(int port) {
  int server = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY), .sin_port = htons(port)};
  if (server < 0 || bind(server, (struct sockaddr *)&address, sizeof address) != 0) {
    perror("bind");
    exit(1);
  }
  return server;
}

static void report(const struct monitor *monitor, const char *state) {
  char text[80];
  int length = snprintf(text, sizeof text, "%s %s", state, monitor->last_beat);
  puts(text);
  fflush(stdout);
  sendto(monitor->socket, text, length, 0, (const struct sockaddr *)&monitor->sensor,
         sizeof monitor->sensor);
}

/* Waits for a datagram, but for an online sensor no longer than until its time-out, counted from its last
   beat and nothing else. Returns false when that is over. */
static bool wait_for_datagram(const struct monitor *monitor) {
  int wait_ms = -1; /* While the sensor is offline only a beat can change that: no time-out. */
  if (monitor->online) {
    double remaining_ms = monitor->last_beat_at + monitor->timeout_ms - now_ms();
    wait_ms = remaining_ms > 0 ? (int)remaining_ms + 1 : 0;
  }
  struct pollfd readable = {.fd = monitor->socket, .events = POLLIN};
  return poll(&readable, 1, wait_ms) > 0;
}

static void beat(struct monitor *monitor, const char *number) {
  snprintf(monitor->last_beat, sizeof monitor->last_beat, "%s", number);
  monitor->last_beat_at = now_ms();
  if (!monitor->online) {
    monitor->online = true;
    report(monitor, "online");
  }
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s PORT TIMEOUT_MS\n", argv[0]);
    return 2;
  }
  struct monitor monitor = {.socket = listen_on(atoi(argv[1])), .timeout_ms = atof(argv[2])};
  for (;;) {
    if (!wait_for_datagram(&monitor)) {
      monitor.online = false;
      report(&monitor, "offline");
      continue;
    }
    char text[64];
    struct sockaddr_in sender;
    socklen_t sender_length = sizeof sender;
    ssize_t length = recvfrom(monitor.socket, text, sizeof text - 1, 0, (struct sockaddr *)&sender,
                              &sender_length);
    if (length < 0) continue;
    text[length] = 0;
    if (strcmp(text, "end") == 0) return 0;
    if (strncmp(text, "beat ", 5) == 0) {
      monitor.sensor = sender;
      beat(&monitor, text + 5);
    }
  }
}
