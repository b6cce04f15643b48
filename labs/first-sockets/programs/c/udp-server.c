/* Answers each datagram "hello N" by "welcome N", for ever. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define PORT 8080

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0); /* else what it printed is lost when it is stopped */
    int endpoint = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    own.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(endpoint, (struct sockaddr *)&own, sizeof own) < 0) {
        perror("port 8080");
        return EXIT_FAILURE;
    }

    for (;;) {
        char text[128], answer[160];
        struct sockaddr_in client;
        socklen_t client_size = sizeof client;
        ssize_t length = recvfrom(endpoint, text, sizeof text - 1, 0, (struct sockaddr *)&client, &client_size);
        if (length < 0) continue;
        text[length] = '\0';
        printf("heard %s\n", text);
        int size = snprintf(answer, sizeof answer, "welcome %s", strncmp(text, "hello ", 6) == 0 ? text + 6 : text);
        sendto(endpoint, answer, size, 0, (struct sockaddr *)&client, client_size);
    }
}
