/*
 * Sends a file by stop-and-wait: one datagram at a time, and again until it is acknowledged.
 *
 * usage: sender HOST PORT FILE TIMEOUT_MS
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEADER_BYTES = 8, CHUNK_BYTES = 1000, MAX_ATTEMPTS = 5 };

static long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000L + now.tv_nsec / 1000000L;
}

static void write_header(unsigned char *packet, const char *type, uint32_t number) {
  uint32_t wire_number = htonl(number);
  memcpy(packet, type, 4);
  memcpy(packet + 4, &wire_number, 4);
}

/* Waits for the acknowledgement of this very datagram. Any other one is late or a copy. */
static int is_acknowledged(int sock, uint32_t number, long timeout_ms) {
  unsigned char wanted[HEADER_BYTES], packet[2048];
  write_header(wanted, "ACK ", number);
  long deadline_ms = now_ms() + timeout_ms;
  for (long left_ms = timeout_ms; left_ms > 0; left_ms = deadline_ms - now_ms()) {
    struct pollfd readable = {.fd = sock, .events = POLLIN};
    if (poll(&readable, 1, (int)left_ms) <= 0) continue;
    ssize_t length = recv(sock, packet, sizeof packet, 0);
    if (length == HEADER_BYTES && memcmp(packet, wanted, HEADER_BYTES) == 0) return 1;
  }
  return 0;
}

/* Returns the number of attempts that it took; 0: nobody answers. */
static int deliver(int sock, uint32_t number, const unsigned char *packet, size_t length, long timeout_ms) {
  for (int attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
    if (send(sock, packet, length, 0) < 0) perror("send");
    if (is_acknowledged(sock, number, timeout_ms)) return attempt;
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
  if (argc != 5) {
    fprintf(stderr, "usage: %s HOST PORT FILE TIMEOUT_MS\n", argv[0]);
    return 2;
  }
  FILE *file = fopen(argv[3], "rb");
  if (file == NULL) {
    perror(argv[3]);
    return 2;
  }
  int sock = connect_to(argv[1], argv[2]);
  long timeout_ms = atol(argv[4]);
  unsigned char packet[HEADER_BYTES + CHUNK_BYTES];
  uint32_t number = 0;
  int attempts = 0;
  size_t chunk_bytes;
  while ((chunk_bytes = fread(packet + HEADER_BYTES, 1, CHUNK_BYTES, file)) > 0) {
    write_header(packet, "DATA", number);
    int needed = deliver(sock, number, packet, HEADER_BYTES + chunk_bytes, timeout_ms);
    if (needed == 0) {
      printf("gave up on datagram %u\n", number);
      return 1;
    }
    attempts += needed;
    number++;
  }
  write_header(packet, "DONE", number);
  send(sock, packet, HEADER_BYTES, 0);
  printf("sent %u datagrams in %d attempts\n", number, attempts);
  fclose(file);
  close(sock);
  return 0;
}
