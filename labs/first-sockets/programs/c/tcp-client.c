/* Sends three lines and waits for the answer to each. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 8080

int main(void) {
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    inet_pton(AF_INET, "127.0.0.1", &server.sin_addr);

    int connected = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connected, (struct sockaddr *)&server, sizeof server) < 0) {
        perror("connect");
        return EXIT_FAILURE;
    }

    FILE *answers = fdopen(connected, "r");
    char line[128];
    for (int number = 1; number <= 3; number++) {
        int length = snprintf(line, sizeof line, "hello %d\n", number);
        if (send(connected, line, length, MSG_NOSIGNAL) != length) {
            perror("send");
            return EXIT_FAILURE;
        }
        if (fgets(line, sizeof line, answers) == NULL) {
            fprintf(stderr, "the server has closed\n");
            return EXIT_FAILURE;
        }
        fputs(line, stdout);
    }
    fclose(answers);
    return EXIT_SUCCESS;
}
