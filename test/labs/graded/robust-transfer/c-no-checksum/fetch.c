/*
 * Fetches a file over UDP, and trusts nothing that the network delivers.
 *
 * usage: fetch HOST PORT TIMEOUT_MS
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { HEADER_BYTES = 12, CHUNK_BYTES = 500, MAX_PIECES = 1000, MAX_SILENCES = 5 };

struct packet {
  char type[4];
  uint32_t number;
  uint32_t checksum; /* of the rest of the packet */
  unsigned char chunk[CHUNK_BYTES];
};

/* CRC-32 as in Ethernet and zip, over one piece of data after another; the first `crc` is 0. */
static uint32_t crc32(uint32_t crc, const void *data, size_t bytes) {
  crc = ~crc;
  for (const unsigned char *byte = data; bytes > 0; byte++, bytes--) {
    crc ^= *byte;
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}

static uint32_t checksum_of(const struct packet *packet, size_t chunk_bytes) {
  uint32_t crc = crc32(0, packet->type, 4);
  crc = crc32(crc, &packet->number, 4); /* as it is on the wire */
  return crc32(crc, packet->chunk, chunk_bytes);
}

static void send_packet(int sock, const char *type, uint32_t number) {
  struct packet packet;
  memcpy(packet.type, type, 4);
  packet.number = htonl(number);
  packet.checksum = htonl(checksum_of(&packet, 0));
  if (send(sock, &packet, HEADER_BYTES, 0) < 0) perror("send");
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

  static unsigned char file[MAX_PIECES * CHUNK_BYTES];
  static int is_here[MAX_PIECES];
  size_t file_bytes = 0;
  uint32_t pieces = 0;             /* that are here */
  uint32_t needed = MAX_PIECES;    /* in all, once the last one is here */
  unsigned duplicates = 0, corrupt = 0;
  int silences = 0;
  send_packet(sock, "GET ", 0);
  while (pieces < needed) {
    struct packet packet;
    ssize_t length = recv(sock, &packet, sizeof packet, 0);
    if (length < 0) {
      if (++silences == MAX_SILENCES) {
        printf("gave up\n");
        return 1;
      }
      if (pieces == 0) send_packet(sock, "GET ", 0);
      continue;
    }
    silences = 0;
    size_t chunk_bytes = (size_t)length - HEADER_BYTES;
    if (length < HEADER_BYTES) {
      corrupt++;
      continue;
    }
    uint32_t number = ntohl(packet.number);
    if (memcmp(packet.type, "DATA", 4) != 0 || number >= MAX_PIECES) continue;
    if (is_here[number]) {
      duplicates++;
    } else {
      memcpy(file + number * CHUNK_BYTES, packet.chunk, chunk_bytes);
      file_bytes += chunk_bytes;
      is_here[number] = 1;
      pieces++;
    }
    if (chunk_bytes < CHUNK_BYTES) needed = number + 1;
    send_packet(sock, "ACK ", number);
  }
  send_packet(sock, "DONE", pieces);
  printf("%zu bytes, crc32 %08x, %u duplicates, %u corrupt\n", file_bytes, crc32(0, file, file_bytes), duplicates,
         corrupt);
  close(sock);
  return 0;
}
