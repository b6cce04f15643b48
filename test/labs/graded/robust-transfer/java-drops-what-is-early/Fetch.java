import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Fetches a file over UDP, and trusts nothing that the network delivers.
 *
 * <p>usage: java Fetch HOST PORT TIMEOUT_MS
 */
public class Fetch {
  private static final int HEADER_BYTES = 12;
  private static final int CHUNK_BYTES = 500;
  private static final int MAX_SILENCES = 5;

  private final DatagramSocket socket;
  private final TreeMap<Integer, byte[]> pieces = new TreeMap<>();
  private int last = Integer.MAX_VALUE; // the number of the last piece, once it is known
  private int duplicates;
  private int corrupt;

  private Fetch(DatagramSocket socket) {
    this.socket = socket;
  }

  public static void main(String[] args) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
      socket.setSoTimeout(Integer.parseInt(args[2]));
      Fetch fetch = new Fetch(socket);
      boolean complete = fetch.receive();
      System.out.println(complete ? fetch.summary() : "gave up");
      System.exit(complete ? 0 : 1);
    }
  }

  private boolean receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    int silences = 0;
    send("GET ", 0);
    while (pieces.size() <= last) {
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException silence) {
        if (++silences == MAX_SILENCES) {
          return false;
        }
        if (pieces.isEmpty()) {
          send("GET ", 0);
        }
        continue;
      }
      silences = 0;
      take(Arrays.copyOf(packet.getData(), packet.getLength()));
    }
    send("DONE", pieces.size());
    return true;
  }

  private void take(byte[] packet) throws IOException {
    if (packet.length < HEADER_BYTES || ByteBuffer.wrap(packet).getInt(8) != checksumOf(packet)) {
      corrupt++;
      return;
    }
    if (!new String(packet, 0, 4, StandardCharsets.US_ASCII).equals("DATA")) {
      return;
    }
    int number = ByteBuffer.wrap(packet).getInt(4);
    if (number > pieces.size()) {
      return;
    }
    byte[] chunk = Arrays.copyOfRange(packet, HEADER_BYTES, packet.length);
    if (pieces.putIfAbsent(number, chunk) != null) {
      duplicates++;
    }
    if (chunk.length < CHUNK_BYTES) {
      last = number;
    }
    send("ACK ", number);
  }

  /** Of all but the checksum's own four bytes. */
  private static int checksumOf(byte[] packet) {
    CRC32 crc = new CRC32();
    crc.update(packet, 0, 8);
    crc.update(packet, HEADER_BYTES, packet.length - HEADER_BYTES);
    return (int) crc.getValue();
  }

  /** A ByteBuffer writes in network byte order unless told otherwise. */
  private void send(String type, int number) throws IOException {
    ByteBuffer packet =
        ByteBuffer.allocate(HEADER_BYTES)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .putInt(number);
    packet.putInt(checksumOf(packet.array()));
    socket.send(new DatagramPacket(packet.array(), HEADER_BYTES));
  }

  private String summary() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    pieces.values().forEach(file::writeBytes);
    CRC32 crc = new CRC32();
    crc.update(file.toByteArray());
    return String.format(
        "%d bytes, crc32 %08x, %d duplicates, %d corrupt",
        file.size(), crc.getValue(), duplicates, corrupt);
  }
}
