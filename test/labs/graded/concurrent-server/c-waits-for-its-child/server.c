/* Sends lines back in capital letters: a process for each client. */

#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BACKLOG = 128, LINE_BYTES = 4096 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int listen_on(int port) {
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
  if (listen(listener, BACKLOG) < 0) fail("listen");
  return listener;
}

static int send_all(int connection, const char *data, size_t length) {
  size_t sent = 0;
  while (sent < length) {
    ssize_t taken = send(connection, data + sent, length - sent, MSG_NOSIGNAL);
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) return -1;
    sent += taken;
  }
  return 0;
}

/* Until the client has closed its half, or is gone. It may wait in recv() as long as it likes: it is alone here. */
static void serve(int connection) {
  char line[LINE_BYTES];
  size_t length = 0;
  for (;;) {
    ssize_t received = recv(connection, line + length, sizeof line - length, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return;
    length += received;
    char *newline;
    while ((newline = memchr(line, '\n', length)) != NULL) {
      size_t whole = newline - line + 1;
      for (size_t i = 0; i < whole; i++) line[i] = toupper((unsigned char)line[i]);
      if (send_all(connection, line, whole) < 0) return;
      /* What follows is the beginning of the next line. */
      length -= whole;
      memmove(line, line + whole, length);
    }
    if (length == sizeof line) return; /* No line is as long as that. */
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
    pid_t child = fork();
    if (child == 0) {
      close(listener);
      serve(connection);
      _exit(0);
    }
    if (child < 0) perror("fork");
    /* The child has a copy of its own. With ours left open the client would never get its FIN. */
    close(connection);
    waitpid(child, NULL, 0);
  }
}
