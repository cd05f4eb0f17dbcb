package dev.landlord.agent.actuate;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the agent keeps what must outlive it: its owner's alone, since what stands there is written to the kernel.
public final class StateDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    /// All that an agent has ever kept there.
    private static final Set<String> OWN = Set.of("lock", "limits", "throttles", "orders", "agent-run", "agent-run.new", "spool", "tenants",
        "tenants.new");

    private StateDirectory() {
    }

    /// Makes the directory with mode 0700 where it is missing. One that others may enter is closed to them if nothing but an agent's state is in it,
    /// as agents before made it so; one with anything else in it is refused, so that nobody's home is ever locked by mistake.
    ///
    /// @throws IOException if it is refused, belongs to somebody else, or cannot be made; the message names the remedy
    public static void prepare(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        if (((Number) Files.getAttribute(directory, "unix:uid")).longValue() != new UnixSystem().getUid()) {
            throw new IOException("the state directory %s belongs to %s, who could write there; name another one with stateDir"
                .formatted(directory, Files.getOwner(directory).getName()));
        }
        var permissions = Files.getPosixFilePermissions(directory);
        if (!OWNER_ONLY.containsAll(permissions)) {
            requireOnlyOwn(directory);
            LOG.warn("The state directory {} was open to others ({}); it is closed to them now", directory,
                PosixFilePermissions.toString(permissions));
            Files.setPosixFilePermissions(directory, OWNER_ONLY);
        }
    }

    private static void requireOnlyOwn(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            var other = entries.map(entry -> entry.getFileName().toString()).filter(name -> !OWN.contains(name)).findFirst();
            if (other.isPresent()) {
                throw new IOException(("the state directory %s is open to others and holds what is not the agent's (%s); name a directory of its own "
                    + "with stateDir, or, if this one is the agent's alone, run chmod 700 %s").formatted(directory, other.get(), directory));
            }
        }
    }
}
