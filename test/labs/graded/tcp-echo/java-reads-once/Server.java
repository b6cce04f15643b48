import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TCP echo server: one connection after the other. */
public class Server {
  private static final int BACKLOG = 16;
  private static final int BUFFER_BYTES = 4096;

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    try (ServerSocket listener = new ServerSocket()) {
      // Without it a restarted server gets EADDRINUSE while old connections are in TIME-WAIT.
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(port), BACKLOG);
      while (true) {
        try (Socket connection = listener.accept()) {
          echo(connection);
        } catch (IOException gone) {
          // This client is gone; the next one may be waiting.
          System.err.println(gone.getMessage());
        }
      }
    }
  }

  /** Sends back what comes, until the client has closed its half. */
  private static void echo(Socket connection) throws IOException {
    InputStream in = connection.getInputStream();
    OutputStream out = connection.getOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    int received = in.read(buffer);
    if (received < 0) {
      return;
    }
    out.write(buffer, 0, received);
  }
}
