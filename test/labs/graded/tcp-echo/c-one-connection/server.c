/* A TCP echo server: one connection after the other. */

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 16, BUFFER_BYTES = 65536 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int listen_on(int port) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fail("socket");
  /* Without it a restarted server gets EADDRINUSE while old connections are in TIME-WAIT. */
  int yes = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0) fail("setsockopt");
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons(port),
      .sin_addr.s_addr = htonl(INADDR_ANY),
  };
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  if (listen(listener, BACKLOG) < 0) fail("listen");
  return listener;
}

/* send() may take less than it is given: the rest comes next. 0, or -1 if the client is gone. */
static int send_all(int connection, const char *data, size_t length) {
  size_t sent = 0;
  while (sent < length) {
    /* Without MSG_NOSIGNAL a client that is gone would end this process by SIGPIPE. */
    ssize_t taken = send(connection, data + sent, length - sent, MSG_NOSIGNAL);
    if (taken < 0) {
      if (errno == EINTR) continue;
      return -1;
    }
    sent += taken;
  }
  return 0;
}

/* Until the client has closed its half: recv() then returns 0. */
static void echo(int connection) {
  static char buffer[BUFFER_BYTES];
  for (;;) {
    ssize_t received = recv(connection, buffer, sizeof buffer, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received < 0) perror("recv");
    if (received <= 0) return;
    if (send_all(connection, buffer, received) < 0) {
      perror("send");
      return;
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s PORT\n", argv[0]);
    return 2;
  }
  int listener = listen_on(atoi(argv[1]));
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      fail("accept");
    }
    close(listener);
    echo(connection);
    /* What the kernel still has to send it sends after this, then the FIN. */
    close(connection);
    return 0;
  }
}
