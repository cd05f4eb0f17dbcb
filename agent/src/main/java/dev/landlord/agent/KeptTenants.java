package dev.landlord.agent;

import dev.landlord.agent.actuate.WholeFile;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.TenantSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tenants as they were declared when the agent last heard of them, in a file: so that it knows whom to meter when it starts while Kafka is away.
/// One message of `landlord.tenants` a line.
final class KeptTenants {
    static final String FILE = "tenants";
    private static final Logger LOG = LoggerFactory.getLogger(KeptTenants.class);

    private final Path file;

    /// @param stateDir an existing directory
    KeptTenants(Path stateDir) {
        this.file = stateDir.resolve(FILE);
    }

    /// Those that were kept last, or empty where there never were any. What cannot be read is passed over: Kafka tells all of it again.
    Optional<List<TenantSpec>> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var tenants = new ArrayList<TenantSpec>();
        try {
            for (var line : Files.readAllLines(file)) {
                switch (MessageCodec.tenant(line.getBytes(StandardCharsets.UTF_8))) {
                    case Decoded.Known(var tenant) -> tenants.add(tenant);
                    case Decoded.UnknownSchema(var schema) -> LOG.warn("Passed over a tenant in {}: its schema is unknown: '{}'", file, schema);
                    case Decoded.Malformed(var why) -> LOG.warn("Passed over a tenant in {}: {}", file, why);
                }
            }
        } catch (IOException e) {
            LOG.warn("The tenants of the last run are not known until Kafka tells them: {} cannot be read: {}", file, e.toString());
            return Optional.empty();
        }
        return Optional.of(List.copyOf(tenants));
    }

    /// Replaces what was kept; where that fails, says so and leaves it as it is. Blocks.
    void keep(List<TenantSpec> tenants) {
        var lines = new ByteArrayOutputStream();
        for (var tenant : tenants) {
            lines.writeBytes(MessageCodec.encode(tenant));
            lines.write('\n');
        }
        try {
            WholeFile.replace(file, lines.toByteArray());
        } catch (IOException e) {
            LOG.warn("The tenants could not be kept for a start without Kafka: {}", e.toString());
        }
    }
}
