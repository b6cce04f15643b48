/* Sends three datagrams and waits for the answer to each, a second at most. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#define PORT 8080

int main(void) {
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    inet_pton(AF_INET, "127.0.0.1", &server.sin_addr);

    int endpoint = socket(AF_INET, SOCK_DGRAM, 0);
    struct timeval patience = {.tv_sec = 1};
    setsockopt(endpoint, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);

    for (int number = 1; number <= 3; number++) {
        char text[128];
        int size = snprintf(text, sizeof text, "hello %d", number);
        sendto(endpoint, text, size, 0, (struct sockaddr *)&server, sizeof server);
        ssize_t length = recvfrom(endpoint, text, sizeof text - 1, 0, NULL, NULL);
        if (length < 0) {
            printf("no answer to %d\n", number);
        } else {
            text[length] = '\0';
            puts(text);
        }
    }
    return 0;
}
