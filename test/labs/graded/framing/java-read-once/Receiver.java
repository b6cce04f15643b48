import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Receives messages, each behind its length, and tells how many and which. */
public class Receiver {
  private static final int LARGEST_PAYLOAD_BYTES = 1048576;

  private int messages = 0;
  private long bytes = 0;
  private int digest = 0x811C9DC5;

  public static void main(String[] args) throws IOException {
    Receiver receiver = new Receiver();
    int status = 0;
    try (ServerSocket listener = new ServerSocket(Integer.parseInt(args[0]));
        Socket connection = listener.accept()) {
      receiver.receiveAll(connection.getInputStream());
    } catch (IOException cutOff) {
      System.err.println(cutOff.getMessage());
      status = 1;
    }
    System.out.println("messages: " + receiver.messages);
    System.out.println("bytes: " + receiver.bytes);
    System.out.println("digest: " + Integer.toUnsignedString(receiver.digest));
    System.exit(status);
  }

  private void receiveAll(InputStream in) throws IOException {
    for (byte[] payload = receiveMessage(in); payload != null; payload = receiveMessage(in)) {
      messages++;
      bytes += payload.length;
      for (byte one : payload) {
        fold(one);
      }
      fold((byte) 0);
    }
  }

  /** A payload, or null where the connection ended after a whole message. */
  private static byte[] receiveMessage(InputStream in) throws IOException {
    // read() returns what is there; readNBytes() waits for all, and returns fewer only at the end.
    byte[] header = in.readNBytes(Integer.BYTES);
    if (header.length == 0) {
      return null;
    }
    if (header.length < Integer.BYTES) {
      throw new EOFException("the connection ended within a length");
    }
    // A ByteBuffer's order is the network's unless it is told otherwise.
    int length = ByteBuffer.wrap(header).getInt();
    if (length < 0 || length > LARGEST_PAYLOAD_BYTES) {
      throw new IOException("a length of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] payload = new byte[length];
    in.read(payload);
    return payload;
  }

  /** FNV-1a. The product's lower 32 bits are the same with and without a sign. */
  private void fold(byte one) {
    digest = (digest ^ (one & 0xFF)) * 16777619;
  }
}
