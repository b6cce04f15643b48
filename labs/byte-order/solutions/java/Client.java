import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A weather station's client: binary records in, one binary report out. */
public class Client {
  private static final int RECORD_BYTES = 8;
  private static final int REPORT_BYTES = 8;

  private int total = 0;
  private long latest = 0;

  public static void main(String[] args) throws IOException {
    Client client = new Client();
    // Java has no htons(): a port is a number, and it is turned for us.
    try (Socket connection = new Socket(args[0], Integer.parseInt(args[1]))) {
      client.receive(new BufferedInputStream(connection.getInputStream()));
      connection.getOutputStream().write(client.report());
    }
  }

  private void receive(InputStream in) throws IOException {
    // readNBytes() waits for all of a record, and returns fewer bytes only at the end.
    for (byte[] bytes = in.readNBytes(RECORD_BYTES); bytes.length > 0; bytes = in.readNBytes(RECORD_BYTES)) {
      if (bytes.length < RECORD_BYTES) {
        throw new IOException("the station closed after " + bytes.length + " bytes of a record");
      }
      // A ByteBuffer's order is the network's unless it is told otherwise.
      ByteBuffer record = ByteBuffer.wrap(bytes);
      // All of Java's integers have a sign; the ones that shouldn't are widened.
      int sensor = Short.toUnsignedInt(record.getShort());
      int value = record.getShort();
      long seconds = Integer.toUnsignedLong(record.getInt());
      System.out.println(sensor + " " + value + " " + seconds);
      total += value;
      latest = Math.max(latest, seconds);
    }
  }

  private byte[] report() {
    return ByteBuffer.allocate(REPORT_BYTES).putInt(total).putInt((int) latest).array();
  }
}
