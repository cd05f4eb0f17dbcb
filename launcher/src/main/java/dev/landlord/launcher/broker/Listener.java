package dev.landlord.launcher.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Locale;

/// A port of 127.0.0.1, bound before Kafka starts, so that a port that is taken is told at once and a free one stays ours.
record Listener(String name, ServerSocketChannel socket) implements AutoCloseable {
    static final String CLIENTS = "CLIENTS";
    static final String CONTROLLER = "CONTROLLER";
    static final String HOST = "127.0.0.1";

    private static final int BACKLOG = 128;

    /// @param port 0 for a free one
    /// @throws BrokerException if the port is taken
    static Listener bind(String name, int port) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            socket.bind(new InetSocketAddress(HOST, port), BACKLOG);
            socket.configureBlocking(false);
            return new Listener(name, socket);
        } catch (BindException e) {
            socket.close();
            throw new BrokerException("port " + port + " of " + HOST + " cannot be taken (" + e.getMessage()
                + "); choose another with --port, or 0 for a free one", e);
        }
    }

    int port() {
        return socket.socket().getLocalPort();
    }

    String address() {
        return HOST + ":" + port();
    }

    String url() {
        return name + "://" + address();
    }

    /// The name of a setting that holds for this listener only.
    String setting(String name) {
        return "listener.name." + name().toLowerCase(Locale.ROOT) + "." + name;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
