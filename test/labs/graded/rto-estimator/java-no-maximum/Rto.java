import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Keeps TCP's retransmission time-out by RFC 6298, for events that a peer tells one by one.
 *
 * <p>usage: java Rto HOST PORT TIMEOUT_MS
 */
public class Rto {
  private static final double ALPHA = 1.0 / 8;
  private static final double BETA = 1.0 / 4;
  private static final double K = 4;
  private static final double GRANULARITY_MS = 50;
  private static final double INITIAL_MS = 1000;
  private static final double MIN_MS = 1000;
  private static final double MAX_MS = 60_000;
  private static final int MAX_ATTEMPTS = 5;

  private boolean hasSample;
  private double srttMs;
  private double rttvarMs;
  private double rtoMs = INITIAL_MS;

  private void sample(double rttMs) {
    if (!hasSample) {
      hasSample = true;
      srttMs = rttMs;
      rttvarMs = rttMs / 2;
    } else {
      // In this order: RTTVAR is about the deviation from the old SRTT.
      rttvarMs = (1 - BETA) * rttvarMs + BETA * Math.abs(srttMs - rttMs);
      srttMs = (1 - ALPHA) * srttMs + ALPHA * rttMs;
    }
    rtoMs = srttMs + Math.max(GRANULARITY_MS, K * rttvarMs);
    rtoMs = Math.min(Math.max(rtoMs, MIN_MS), MAX_MS);
  }

  private void backOff() {
    rtoMs = 2 * rtoMs;
  }

  @Override
  public String toString() {
    if (!hasSample) {
      return String.format(Locale.ROOT, "srtt=- rttvar=- rto=%.1f", rtoMs);
    }
    return String.format(Locale.ROOT, "srtt=%.1f rttvar=%.1f rto=%.1f", srttMs, rttvarMs, rtoMs);
  }

  public static void main(String[] args) throws IOException {
    Rto estimator = new Rto();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
      socket.setSoTimeout(Integer.parseInt(args[2]));
      for (int number = 1; ; number++) {
        String[] event = ask(socket, number);
        if (event == null) {
          System.out.println("gave up");
          System.exit(1);
        }
        switch (event[1]) {
          case "end":
            return;
          case "sample":
            estimator.sample(Double.parseDouble(event[2]));
            break;
          case "expired":
            estimator.backOff();
            break;
          default: // Karn: an ambiguous acknowledgement is no sample. Which transmission did it answer?
        }
        System.out.println(number + " " + estimator);
      }
    }
  }

  /** Returns the event's words; null: nobody answers. Answers to earlier requests are late or copies. */
  private static String[] ask(DatagramSocket socket, int number) throws IOException {
    byte[] request = ("NEXT " + number).getBytes(StandardCharsets.US_ASCII);
    DatagramPacket answer = new DatagramPacket(new byte[256], 256);
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      socket.send(new DatagramPacket(request, request.length));
      try {
        while (true) {
          answer.setLength(256);
          socket.receive(answer);
          String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
          String[] words = text.split(" ");
          if (words[0].equals(String.valueOf(number))) {
            return words;
          }
        }
      } catch (SocketTimeoutException lost) {
        // the request or the answer: ask again
      }
    }
    return null;
  }
}
