import java.io.IOException;
import java.net.*;

/** Sends three datagrams and waits for the answer to each, a second at most. */
public class UdpClient {
    private static final String HOST = "127.0.0.1";
    private static final int PORT = 8080;

    public static void main(String[] args) throws IOException {
        InetAddress server = InetAddress.getByName(HOST);
        try (DatagramSocket endpoint = new DatagramSocket()) {
            endpoint.setSoTimeout(1000);
            for (int number = 1; number <= 3; number++) {
                byte[] question = ("hello " + number).getBytes();
                endpoint.send(new DatagramPacket(question, question.length, server, PORT));
                DatagramPacket answer = new DatagramPacket(new byte[1024], 1024);
                try {
                    endpoint.receive(answer);
                    System.out.println(new String(answer.getData(), 0, answer.getLength()));
                } catch (SocketTimeoutException nothing) {
                    System.out.println("no answer to " + number);
                }
            }
        }
    }
}
