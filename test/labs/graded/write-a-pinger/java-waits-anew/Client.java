import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.OptionalDouble;

/** A pinger over UDP: java Client HOST PORT TIMEOUT_MS */
public class Client {
  private static final int REQUESTS = 10;
  private static final double NANOS_PER_MS = 1e6;

  /** Sends one request. Its round trip in milliseconds, or nothing if no answer came in time. */
  private static OptionalDouble ping(DatagramSocket client, int number, int timeoutMs) throws IOException {
    String request = "ping " + number;
    byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
    DatagramPacket answer = new DatagramPacket(new byte[64], 64);
    long sentAt = System.nanoTime();
    client.send(new DatagramPacket(bytes, bytes.length));
    while (true) {
      client.setSoTimeout(timeoutMs);
      answer.setLength(64);
      try {
        client.receive(answer);
      } catch (SocketTimeoutException tooLate) {
        return OptionalDouble.empty();
      }
      double roundTripMs = (System.nanoTime() - sentAt) / NANOS_PER_MS;
      String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
      if (text.equals(request)) {
        return OptionalDouble.of(roundTripMs);
      }
      // The answer to an earlier request, late or a second time: go on waiting.
    }
  }

  public static void main(String[] args) throws IOException {
    InetSocketAddress server = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
    int timeoutMs = Integer.parseInt(args[2]);
    DoubleSummaryStatistics roundTripsMs = new DoubleSummaryStatistics();
    try (DatagramSocket client = new DatagramSocket()) {
      client.connect(server);
      for (int number = 1; number <= REQUESTS; number++) {
        OptionalDouble roundTripMs = ping(client, number, timeoutMs);
        if (roundTripMs.isEmpty()) {
          System.out.println("ping " + number + ": lost");
        } else {
          roundTripsMs.accept(roundTripMs.getAsDouble());
          System.out.println(String.format(Locale.ROOT, "ping %d: %.1f ms", number, roundTripMs.getAsDouble()));
        }
      }
    }
    long received = roundTripsMs.getCount();
    long lost = REQUESTS - received;
    System.out.println("sent " + REQUESTS + ", received " + received + ", lost " + lost
        + ", loss " + 100 * lost / REQUESTS + " %");
    if (received == 0) {
      System.out.println("rtt none");
    } else {
      System.out.println(String.format(Locale.ROOT, "rtt min/avg/max %.1f/%.1f/%.1f ms",
          roundTripsMs.getMin(), roundTripsMs.getAverage(), roundTripsMs.getMax()));
    }
  }
}
