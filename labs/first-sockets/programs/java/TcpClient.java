import java.io.*;
import java.net.*;

/** Sends three lines and waits for the answer to each. */
public class TcpClient {
    private static final String HOST = "127.0.0.1";
    private static final int PORT = 8080;

    public static void main(String[] args) throws IOException {
        try (Socket connected = new Socket(HOST, PORT);
             BufferedReader answers = new BufferedReader(new InputStreamReader(connected.getInputStream()));
             Writer lines = new OutputStreamWriter(connected.getOutputStream())) {
            for (int number = 1; number <= 3; number++) {
                lines.write("hello " + number + "\n");
                lines.flush();
                System.out.println(answers.readLine());
            }
        }
    }
}
