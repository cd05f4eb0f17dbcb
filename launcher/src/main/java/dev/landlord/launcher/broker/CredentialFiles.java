package dev.landlord.launcher.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a client needs to reach the broker, in two forms: `client.properties` for the tools and libraries of Kafka itself, `kcat.conf`
/// for those built on librdkafka, which refuse a file in which `sasl.jaas.config` stands. The first is also where the password is kept.
final class CredentialFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialFiles.class);
    private static final Pattern PASSWORD = Pattern.compile("^sasl\\.jaas\\.config=.*\\bpassword=\"([^\"]+)\"", Pattern.MULTILINE);

    private final PrivateFile javaClients;
    private final PrivateFile librdkafka;

    CredentialFiles(Path dataDirectory) {
        javaClients = new PrivateFile(dataDirectory.resolve("client.properties"));
        librdkafka = new PrivateFile(dataDirectory.resolve("kcat.conf"));
    }

    Path clientProperties() {
        return javaClients.path();
    }

    Path kcatConfig() {
        return librdkafka.path();
    }

    /// The password of an earlier start, if there is one that nobody else could read.
    ///
    /// @throws BrokerException if the file is there and holds no password
    Optional<String> storedPassword() throws IOException {
        if (!javaClients.exists()) {
            return Optional.empty();
        }
        if (!javaClients.isPrivate()) {
            LOG.warn("{} was open to others (its mode is not 0600): making a new password", clientProperties());
            return Optional.empty();
        }
        Matcher password = PASSWORD.matcher(javaClients.read());
        if (!password.find()) {
            throw new BrokerException(clientProperties()
                + " holds no password in sasl.jaas.config; delete it, and the next start makes a new one");
        }
        return Optional.of(password.group(1));
    }

    void write(String bootstrapServers, Credentials credentials) throws IOException {
        String common = """
            # How to reach Landlord's own Kafka broker; written at its start. Whoever can read this can command the agents.
            bootstrap.servers=%s
            security.protocol=%s
            """.formatted(bootstrapServers, Credentials.SECURITY_PROTOCOL);
        javaClients.replace(common + """
            sasl.mechanism=%s
            sasl.jaas.config=%s
            """.formatted(OneUser.MECHANISM.mechanismName(), credentials.scramLogin()));
        librdkafka.replace(common + """
            sasl.mechanism=PLAIN
            sasl.username=%s
            sasl.password=%s
            """.formatted(credentials.user(), credentials.password()));
    }
}
