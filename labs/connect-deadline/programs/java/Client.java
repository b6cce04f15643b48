import java.io.IOException;
import java.net.*;

/** Connects before a deadline, or gives up: Client HOST PORT MILLISECONDS. */
public class Client {
    public static void main(String[] args) throws IOException {
        InetSocketAddress server = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
        int deadlineMs = Integer.parseInt(args[2]);
        String outcome;
        long started = System.nanoTime();
        try (Socket endpoint = new Socket()) {
            endpoint.connect(server, deadlineMs); // 0 would mean: for ever
            outcome = "connected";
        } catch (SocketTimeoutException late) {
            outcome = "gave up";
        } catch (ConnectException refused) {
            outcome = "refused";
        }
        System.out.println(outcome + String.format(java.util.Locale.ROOT, " after %.3f s", (System.nanoTime() - started) / 1e9));
    }
}
