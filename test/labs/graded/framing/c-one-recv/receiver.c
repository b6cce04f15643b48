/* Receives messages, each behind its length, and tells how many and which. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGEST_PAYLOAD_BYTES = 1048576 };

enum outcome { MESSAGE, END, CUT_OFF };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int accept_one(int port) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fail("socket");
  int yes = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0) fail("setsockopt");
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons(port),
      .sin_addr.s_addr = htonl(INADDR_ANY),
  };
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  if (listen(listener, 1) < 0) fail("listen");
  int connection = accept(listener, NULL, NULL);
  if (connection < 0) fail("accept");
  close(listener);
  return connection;
}

static size_t receive_exactly(int connection, void *buffer, size_t length) {
  if (length == 0) return 0;
  ssize_t received = recv(connection, buffer, length, 0);
  return received <= 0 ? 0 : length;
}

static enum outcome receive_message(int connection, uint8_t *payload, uint32_t *length) {
  uint32_t in_network_order;
  size_t received = receive_exactly(connection, &in_network_order, sizeof in_network_order);
  if (received == 0) return END;
  if (received < sizeof in_network_order) return CUT_OFF;
  *length = ntohl(in_network_order);
  if (*length > LARGEST_PAYLOAD_BYTES) return CUT_OFF;
  return receive_exactly(connection, payload, *length) == *length ? MESSAGE : CUT_OFF;
}

static uint32_t fnv1a(uint32_t digest, const uint8_t *data, size_t length) {
  for (size_t i = 0; i < length; i++) digest = (digest ^ data[i]) * 16777619u;
  return digest;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s PORT\n", argv[0]);
    return 2;
  }
  static uint8_t payload[LARGEST_PAYLOAD_BYTES];
  const uint8_t separator = 0;
  int connection = accept_one(atoi(argv[1]));
  unsigned messages = 0;
  unsigned long bytes = 0;
  uint32_t digest = 2166136261u, length = 0;
  enum outcome outcome;
  while ((outcome = receive_message(connection, payload, &length)) == MESSAGE) {
    messages++;
    bytes += length;
    digest = fnv1a(fnv1a(digest, payload, length), &separator, 1);
  }
  close(connection);
  printf("messages: %u\nbytes: %lu\ndigest: %u\n", messages, bytes, (unsigned)digest);
  return outcome == END ? 0 : 1;
}
