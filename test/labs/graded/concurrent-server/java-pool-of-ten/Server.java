import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Sends lines back in capital letters: a thread for each client. */
public class Server {
  private static final int BACKLOG = 128;
  private static final ExecutorService pool = Executors.newFixedThreadPool(10);

  public static void main(String[] args) throws IOException {
    try (ServerSocket listener = new ServerSocket()) {
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(Integer.parseInt(args[0])), BACKLOG);
      while (true) {
        Socket connection = listener.accept();
        pool.execute(() -> serve(connection));
      }
    }
  }

  /** Until the client has closed its half, or is gone. It may take as long as it likes: the thread is its own. */
  private static void serve(Socket connection) {
    try (connection) {
      InputStreamReader characters =
          new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII);
      BufferedReader lines = new BufferedReader(characters);
      OutputStream out = connection.getOutputStream();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String answer = line.toUpperCase(Locale.ROOT) + "\n";
        out.write(answer.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException gone) {
      // This client is gone, and no other.
      System.err.println(gone.getMessage());
    }
  }
}
