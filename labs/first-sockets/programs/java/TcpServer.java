import java.io.*;
import java.net.*;

/** Serves one connection: each line "hello N" is answered by "welcome N". */
public class TcpServer {
    private static final int PORT = 8080;

    public static void main(String[] args) throws IOException {
        try (ServerSocket listener = new ServerSocket(PORT);
             Socket connected = listener.accept();
             BufferedReader lines = new BufferedReader(new InputStreamReader(connected.getInputStream()));
             Writer answers = new OutputStreamWriter(connected.getOutputStream())) {
            String line;
            while ((line = lines.readLine()) != null) { // a line may come in several pieces
                System.out.println("heard " + line);
                answers.write(line.replaceFirst("^hello ", "welcome ") + "\n");
                answers.flush();
            }
        }
    }
}
