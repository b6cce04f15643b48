import java.io.IOException;
import java.net.*;

/** Answers each datagram "hello N" by "welcome N", for ever. */
public class UdpServer {
    private static final int PORT = 8080;

    public static void main(String[] args) throws IOException {
        try (DatagramSocket endpoint = new DatagramSocket(PORT)) {
            while (true) {
                DatagramPacket question = new DatagramPacket(new byte[1024], 1024);
                endpoint.receive(question);
                String text = new String(question.getData(), 0, question.getLength());
                System.out.println("heard " + text);

                byte[] answer = text.replaceFirst("^hello ", "welcome ").getBytes();
                endpoint.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            }
        }
    }
}
