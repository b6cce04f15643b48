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
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends a file by selective repeat: up to eight datagrams at once, and after a time-out only the one
 * that is missing.
 *
 * <p>usage: java Sender HOST PORT FILE TIMEOUT_MS
 */
public class Sender {
  private static final int HEADER_BYTES = 5;
  private static final int CHUNK_BYTES = 500;
  private static final int NUMBERS = 16;
  private static final int WINDOW = NUMBERS / 2;
  private static final int MAX_ATTEMPTS = 5;
  private static final int TIMED_OUT = -1;

  /** A piece that was sent and isn't acknowledged. */
  private record Outstanding(int attempts, long deadlineNs) {}

  private final Map<Integer, Outstanding> outstanding = new TreeMap<>();
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
    int base = 0; // the first piece that isn't acknowledged
    int following = 0; // the first piece that was never sent
    int retransmissions = 0;
    while (base < chunks) {
      while (following < Math.min(base + WINDOW, chunks)) {
        sendChunk(following++, 1);
      }
      int number = nextAcknowledgement(earliestDeadlineNs());
      if (number != TIMED_OUT) {
        int piece = base + Math.floorMod(number - base, NUMBERS);
        if (piece < following) {
          outstanding.remove(piece);
        }
        while (base < following && !outstanding.containsKey(base)) {
          base++;
        }
        continue;
      }
      for (int piece = base; piece < following; piece++) {
        Outstanding one = outstanding.get(piece);
        if (one == null || one.deadlineNs() - System.nanoTime() > 0) {
          continue;
        }
        if (one.attempts() == MAX_ATTEMPTS) {
          System.out.println("gave up on datagram " + piece);
          return false;
        }
        sendChunk(piece, one.attempts() + 1);
        retransmissions++;
      }
    }
    send("DONE", chunks, new byte[0]);
    System.out.println("sent " + chunks + " datagrams, " + retransmissions + " retransmissions");
    return true;
  }

  private long earliestDeadlineNs() {
    return outstanding.values().stream().mapToLong(Outstanding::deadlineNs).min().orElseThrow();
  }

  /** Returns the number that was acknowledged, or TIMED_OUT. */
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
        return Byte.toUnsignedInt(data[4]);
      }
    }
    return TIMED_OUT;
  }

  private void sendChunk(int piece, int attempts) throws IOException {
    int at = piece * CHUNK_BYTES;
    send("DATA", piece, Arrays.copyOfRange(content, at, Math.min(at + CHUNK_BYTES, content.length)));
    outstanding.put(piece, new Outstanding(attempts, System.nanoTime() + timeoutNs));
  }

  private void send(String type, int piece, byte[] chunk) throws IOException {
    byte[] packet =
        ByteBuffer.allocate(HEADER_BYTES + chunk.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put((byte) (piece % NUMBERS))
            .put(chunk)
            .array();
    socket.send(new DatagramPacket(packet, packet.length));
  }
}
