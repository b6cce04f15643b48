/*
 * Sends a file by go-back-n: up to eight datagrams at once, and all of them again after a time-out.
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

enum { HEADER_BYTES = 8, CHUNK_BYTES = 500, WINDOW = 8, MAX_ATTEMPTS = 5 };
enum { TIMED_OUT = -1 };

struct file {
  unsigned char *content;
  size_t bytes;
  uint32_t chunks;
};

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void send_packet(int sock, const char *type, uint32_t number, const unsigned char *chunk, size_t bytes) {
  unsigned char packet[HEADER_BYTES + CHUNK_BYTES];
  uint32_t wire_number = htonl(number);
  memcpy(packet, type, 4);
  memcpy(packet + 4, &wire_number, 4);
  if (bytes > 0) memcpy(packet + HEADER_BYTES, chunk, bytes);
  if (send(sock, packet, HEADER_BYTES + bytes, 0) < 0) perror("send");
}

static void send_chunk(int sock, const struct file *file, uint32_t number) {
  size_t at = (size_t)number * CHUNK_BYTES;
  size_t left = file->bytes - at;
  send_packet(sock, "DATA", number, file->content + at, left < CHUNK_BYTES ? left : CHUNK_BYTES);
}

/* Returns the number that the receiver expects next, or TIMED_OUT. */
static int64_t next_acknowledgement(int sock, int64_t deadline_ms) {
  for (int64_t left_ms; (left_ms = deadline_ms - now_ms()) > 0;) {
    struct pollfd readable = {.fd = sock, .events = POLLIN};
    if (poll(&readable, 1, (int)left_ms) <= 0) continue;
    unsigned char packet[2048];
    ssize_t length = recv(sock, packet, sizeof packet, 0);
    if (length != HEADER_BYTES || memcmp(packet, "ACK ", 4) != 0) continue;
    uint32_t wire_number;
    memcpy(&wire_number, packet + 4, 4);
    return ntohl(wire_number);
  }
  return TIMED_OUT;
}

static int send_file(int sock, const struct file *file, int64_t timeout_ms) {
  uint32_t base = 0;      /* the first one that isn't acknowledged */
  uint32_t following = 0; /* the first one that was never sent */
  int attempts = 1;
  unsigned retransmissions = 0;
  int64_t deadline_ms = now_ms() + timeout_ms;
  while (base < file->chunks) {
    while (following <= base + WINDOW && following < file->chunks) send_chunk(sock, file, following++);
    int64_t expected = next_acknowledgement(sock, deadline_ms);
    if (expected == TIMED_OUT) {
      if (attempts == MAX_ATTEMPTS) {
        printf("gave up on datagram %u\n", base);
        return 1;
      }
      attempts++;
      for (uint32_t number = base; number < following; number++) send_chunk(sock, file, number);
      retransmissions += following - base;
      deadline_ms = now_ms() + timeout_ms;
    } else if (expected > base && expected <= following) {
      base = (uint32_t)expected;
      attempts = 1;
      deadline_ms = now_ms() + timeout_ms;
    }
  }
  send_packet(sock, "DONE", file->chunks, NULL, 0);
  printf("sent %u datagrams, %u retransmissions\n", file->chunks, retransmissions);
  return 0;
}

static struct file read_file(const char *path) {
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) {
    perror(path);
    exit(2);
  }
  fseek(stream, 0, SEEK_END);
  struct file file = {.bytes = (size_t)ftell(stream)};
  rewind(stream);
  file.content = malloc(file.bytes);
  if (fread(file.content, 1, file.bytes, stream) != file.bytes) {
    perror(path);
    exit(2);
  }
  fclose(stream);
  file.chunks = (uint32_t)((file.bytes + CHUNK_BYTES - 1) / CHUNK_BYTES);
  return file;
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
  struct file file = read_file(argv[3]);
  int sock = connect_to(argv[1], argv[2]);
  int status = send_file(sock, &file, atol(argv[4]));
  close(sock);
  free(file.content);
  return status;
}
