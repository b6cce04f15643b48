/* Serves one connection: each line "hello N" is answered by "welcome N". */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 8080

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);

    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    own.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(listener, (struct sockaddr *)&own, sizeof own) < 0 || listen(listener, 5) < 0) {
        perror("port 8080");
        return EXIT_FAILURE;
    }

    int connected = accept(listener, NULL, NULL);
    FILE *lines = fdopen(connected, "r"); /* a line may come in several pieces */
    char line[128], answer[160];
    while (fgets(line, sizeof line, lines) != NULL) {
        printf("heard %s", line);
        snprintf(answer, sizeof answer, "welcome %s", strncmp(line, "hello ", 6) == 0 ? line + 6 : line);
        if (send(connected, answer, strlen(answer), MSG_NOSIGNAL) < 0) break;
    }
    fclose(lines);
    close(listener);
    return EXIT_SUCCESS;
}
