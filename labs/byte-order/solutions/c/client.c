/* A weather station's client: binary records in, one binary report out. */

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RECORD_BYTES = 8, REPORT_BYTES = 8 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int connect_to(const char *host, uint16_t port) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
  int problem = getaddrinfo(host, NULL, &hints, &found);
  if (problem != 0) {
    fprintf(stderr, "%s: %s\n", host, gai_strerror(problem));
    exit(1);
  }
  struct sockaddr_in address;
  memcpy(&address, found->ai_addr, sizeof address);
  freeaddrinfo(found);
  address.sin_port = htons(port);
  int connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connection < 0) fail("socket");
  if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
  return connection;
}

/* `length` bytes; fewer only if the station closed before. */
static size_t receive_exactly(int connection, uint8_t *buffer, size_t length) {
  size_t received = 0;
  while (received < length) {
    ssize_t more = recv(connection, buffer + received, length - received, 0);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) fail("recv");
    if (more == 0) break;
    received += more;
  }
  return received;
}

static void send_all(int connection, const uint8_t *data, size_t length) {
  size_t sent = 0;
  while (sent < length) {
    ssize_t taken = send(connection, data + sent, length - sent, MSG_NOSIGNAL);
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) fail("send");
    sent += taken;
  }
}

/* memcpy(), as a field in a buffer needn't be aligned as the machine wants it. */
static uint16_t read_16(const uint8_t *at) {
  uint16_t in_network_order;
  memcpy(&in_network_order, at, sizeof in_network_order);
  return ntohs(in_network_order);
}

static uint32_t read_32(const uint8_t *at) {
  uint32_t in_network_order;
  memcpy(&in_network_order, at, sizeof in_network_order);
  return ntohl(in_network_order);
}

static void write_32(uint8_t *at, uint32_t value) {
  uint32_t in_network_order = htonl(value);
  memcpy(at, &in_network_order, sizeof in_network_order);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s STATION PORT\n", argv[0]);
    return 2;
  }
  int connection = connect_to(argv[1], atoi(argv[2]));
  int32_t total = 0;
  uint32_t latest = 0;
  uint8_t record[RECORD_BYTES];
  size_t received;
  while ((received = receive_exactly(connection, record, sizeof record)) == sizeof record) {
    uint16_t sensor = read_16(record);
    int16_t value = (int16_t)read_16(record + 2); /* the sign is in the bits already */
    uint32_t seconds = read_32(record + 4);
    printf("%u %d %u\n", sensor, value, seconds);
    total += value;
    if (seconds > latest) latest = seconds;
  }
  if (received != 0) {
    fprintf(stderr, "the station closed after %zu bytes of a record\n", received);
    return 1;
  }
  uint8_t report[REPORT_BYTES];
  write_32(report, (uint32_t)total);
  write_32(report + 4, latest);
  send_all(connection, report, sizeof report);
  close(connection);
  return 0;
}
