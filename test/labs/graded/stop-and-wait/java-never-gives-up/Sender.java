import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Sends a file by stop-and-wait: one datagram at a time, and again until it is acknowledged.
 *
 * <p>usage: java Sender HOST PORT FILE TIMEOUT_MS
 */
public class Sender {
  private static final int HEADER_BYTES = 8;
  private static final int CHUNK_BYTES = 1000;
  private static final int MAX_ATTEMPTS = 5;

  private final DatagramSocket socket;
  private final int timeoutMs;

  private Sender(DatagramSocket socket, int timeoutMs) {
    this.socket = socket;
    this.timeoutMs = timeoutMs;
  }

  public static void main(String[] args) throws IOException {
    byte[] content = Files.readAllBytes(Path.of(args[2]));
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
      boolean delivered = new Sender(socket, Integer.parseInt(args[3])).sendFile(content);
      System.exit(delivered ? 0 : 1);
    }
  }

  private boolean sendFile(byte[] content) throws IOException {
    int attempts = 0;
    int number = 0;
    for (int at = 0; at < content.length; at += CHUNK_BYTES, number++) {
      byte[] chunk = Arrays.copyOfRange(content, at, Math.min(at + CHUNK_BYTES, content.length));
      int needed = deliver(number, packet("DATA", number, chunk));
      if (needed == 0) {
        System.out.println("gave up on datagram " + number);
        return false;
      }
      attempts += needed;
    }
    send(packet("DONE", number, new byte[0]));
    System.out.println("sent " + number + " datagrams in " + attempts + " attempts");
    return true;
  }

  /** Returns the number of attempts that it took; 0: nobody answers. */
  private int deliver(int number, byte[] data) throws IOException {
    for (int attempt = 1; true; attempt++) {
      send(data);
      if (isAcknowledged(number)) {
        return attempt;
      }
    }
  }

  /** Waits for the acknowledgement of this very datagram. Any other one is late or a copy. */
  private boolean isAcknowledged(int number) throws IOException {
    byte[] wanted = packet("ACK ", number, new byte[0]);
    DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
    long deadlineNs = System.nanoTime() + timeoutMs * 1_000_000L;
    long leftNs;
    while ((leftNs = deadlineNs - System.nanoTime()) > 0) {
      socket.setSoTimeout((int) (leftNs / 1_000_000) + 1);
      try {
        socket.receive(answer);
      } catch (SocketTimeoutException late) {
        return false;
      }
      if (Arrays.equals(wanted, Arrays.copyOf(answer.getData(), answer.getLength()))) {
        return true;
      }
    }
    return false;
  }

  private void send(byte[] packet) throws IOException {
    socket.send(new DatagramPacket(packet, packet.length));
  }

  /** A ByteBuffer writes in network byte order unless told otherwise. */
  private static byte[] packet(String type, int number, byte[] chunk) {
    return ByteBuffer.allocate(HEADER_BYTES + chunk.length)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .putInt(number)
        .put(chunk)
        .array();
  }
}
