package dev.landlord.launcher.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/// A port for a broker that goes away and comes back at the same address. The kernel gives clients the ports of one range, and a client that
/// asks for a broker that is away may then have the broker's; so this one lies below that range.
public final class LastingPort {
    private static final Path CLIENTS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int LOWEST = 10_000;
    private static final int ATTEMPTS = 100;

    private LastingPort() {
    }

    /// One that is free now.
    public static int find() throws IOException {
        int clientsFrom = Integer.parseInt(Files.readString(CLIENTS).split("\\s+")[0]);
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, clientsFrom);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // The next one.
            }
        }
        throw new IOException("no free port between " + LOWEST + " and " + clientsFrom);
    }
}
