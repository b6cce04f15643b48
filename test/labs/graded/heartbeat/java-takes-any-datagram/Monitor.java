import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Reports whether a sensor is alive: java Monitor PORT TIMEOUT_MS */
public class Monitor {
  private static final String BEAT = "beat ";
  private static final double NANOS_PER_MS = 1e6;

  private final DatagramSocket socket;
  private final int timeoutMs;
  private boolean online = false;
  private String lastBeat;
  private long lastBeatAt;
  private SocketAddress sensor;

  private Monitor(DatagramSocket socket, int timeoutMs) {
    this.socket = socket;
    this.timeoutMs = timeoutMs;
  }

  private void run() throws IOException {
    while (true) {
      // While the sensor is offline only a beat can change that: 0 is no time-out.
      socket.setSoTimeout(online ? Math.max(1, (int) Math.ceil(remainingMs())) : 0);
      DatagramPacket datagram = new DatagramPacket(new byte[64], 64);
      try {
        socket.receive(datagram);
      } catch (SocketTimeoutException tooLong) {
        online = false;
        report("offline");
        continue;
      }
      String text = new String(datagram.getData(), 0, datagram.getLength(), StandardCharsets.US_ASCII);
      if (text.equals("end")) return;
      beat(text.substring(text.indexOf(' ') + 1), datagram.getSocketAddress());
    }
  }

  private void beat(String number, SocketAddress sender) throws IOException {
    lastBeat = number;
    lastBeatAt = System.nanoTime();
    sensor = sender;
    if (!online) {
      online = true;
      report("online");
    }
  }

  /** Until the sensor is offline, counted from its last beat and nothing else. */
  private double remainingMs() {
    return timeoutMs - (System.nanoTime() - lastBeatAt) / NANOS_PER_MS;
  }

  private void report(String state) throws IOException {
    String text = state + " " + lastBeat;
    System.out.println(text);
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    socket.send(new DatagramPacket(bytes, bytes.length, sensor));
  }

  public static void main(String[] args) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(Integer.parseInt(args[0]))) {
      new Monitor(socket, Integer.parseInt(args[1])).run();
    }
  }
}
