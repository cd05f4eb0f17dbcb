package dev.landlord.launcher.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/// A port for a broker that goes away and comes back at the same address. The kernel gives clients the ports of one range, so that a client may
/// have the broker's port while that is away, the one that asks for it too; therefore this is none of them.
public final class LastingPort {
    private static final Path OF_CLIENTS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int LOWEST = 1_024;
    private static final int HIGHEST = 65_535;

    private LastingPort() {
    }

    /// One that is free now; if clients are given all there are, the kernel's choice.
    public static int find() throws IOException {
        String[] ofClients = readFirstLine(OF_CLIENTS).split("\\s+");
        int[] others = IntStream.rangeClosed(LOWEST, HIGHEST)
            .filter(port -> port < Integer.parseInt(ofClients[0]) || port > Integer.parseInt(ofClients[1])).toArray();
        for (int attempt = 0; attempt < others.length; attempt++) {
            try (ServerSocket socket = listen(others[ThreadLocalRandom.current().nextInt(others.length)])) {
                return socket.getLocalPort();
            } catch (IOException _) {
                // Somebody has it.
            }
        }
        try (ServerSocket socket = listen(0)) {
            return socket.getLocalPort();
        }
    }

    /// In one read, since the kernel gives such a file to the first read only, and [Files#readString] makes several.
    private static String readFirstLine(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return reader.readLine();
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
