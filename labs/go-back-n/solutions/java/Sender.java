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
 * Sends a file by go-back-n: up to eight datagrams at once, and all of them again after a time-out.
 *
 * <p>usage: java Sender HOST PORT FILE TIMEOUT_MS
 */
public class Sender {
  private static final int HEADER_BYTES = 8;
  private static final int CHUNK_BYTES = 500;
  private static final int WINDOW = 8;
  private static final int MAX_ATTEMPTS = 5;
  private static final int TIMED_OUT = -1;

  private final DatagramSocket socket;
  private final byte[] content;
  private final int chunks;
  private final long timeoutNs;

  private Sender(DatagramSocket socket, byte[] content, int timeoutMs) {
    this.socket = socket;
    this.content = content;
    this.chunks = (content.length + CHUNK_BYTES - 1) / CHUNK_BYTES;
    this.timeoutNs = timeoutMs * 1_000_000L;
  }

  public static void main(String[] args) throws IOException {
    byte[] content = Files.readAllBytes(Path.of(args[2]));
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
      boolean delivered = new Sender(socket, content, Integer.parseInt(args[3])).sendFile();
      System.exit(delivered ? 0 : 1);
    }
  }

  private boolean sendFile() throws IOException {
    int base = 0; // the first one that isn't acknowledged
    int following = 0; // the first one that was never sent
    int attempts = 1;
    int retransmissions = 0;
    long deadlineNs = System.nanoTime() + timeoutNs;
    while (base < chunks) {
      while (following < Math.min(base + WINDOW, chunks)) {
        sendChunk(following++);
      }
      int expected = nextAcknowledgement(deadlineNs);
      if (expected == TIMED_OUT) {
        if (attempts == MAX_ATTEMPTS) {
          System.out.println("gave up on datagram " + base);
          return false;
        }
        attempts++;
        for (int number = base; number < following; number++) {
          sendChunk(number);
        }
        retransmissions += following - base;
        deadlineNs = System.nanoTime() + timeoutNs;
      } else if (base < expected && expected <= following) {
        base = expected;
        attempts = 1;
        deadlineNs = System.nanoTime() + timeoutNs;
      }
    }
    send("DONE", chunks, new byte[0]);
    System.out.println("sent " + chunks + " datagrams, " + retransmissions + " retransmissions");
    return true;
  }

  /** Returns the number that the receiver expects next, or TIMED_OUT. */
  private int nextAcknowledgement(long deadlineNs) throws IOException {
    DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
    long leftNs;
    while ((leftNs = deadlineNs - System.nanoTime()) > 0) {
      socket.setSoTimeout((int) (leftNs / 1_000_000) + 1);
      try {
        socket.receive(answer);
      } catch (SocketTimeoutException late) {
        return TIMED_OUT;
      }
      byte[] data = answer.getData();
      String type = new String(data, 0, 4, StandardCharsets.US_ASCII);
      if (answer.getLength() == HEADER_BYTES && type.equals("ACK ")) {
        return ByteBuffer.wrap(data).getInt(4);
      }
    }
    return TIMED_OUT;
  }

  private void sendChunk(int number) throws IOException {
    int at = number * CHUNK_BYTES;
    send("DATA", number, Arrays.copyOfRange(content, at, Math.min(at + CHUNK_BYTES, content.length)));
  }

  /** A ByteBuffer writes in network byte order unless told otherwise. */
  private void send(String type, int number, byte[] chunk) throws IOException {
    byte[] packet =
        ByteBuffer.allocate(HEADER_BYTES + chunk.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .putInt(number)
            .put(chunk)
            .array();
    socket.send(new DatagramPacket(packet, packet.length));
  }
}
