package dev.landlord.launcher.run;

import dev.landlord.agent.host.Capabilities;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.TenantId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A tenant's own groups on this node, which the agent makes when it learns of the tenant.
public final class TenantGroups {
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

    private TenantGroups() {
    }

    /// Waits until the tenant has its group in every hierarchy.
    ///
    /// @param patience how long a tenant that was declared a moment ago may take to arrive
    /// @throws RemedyException if it has none by then; the message says what to do
    public static void await(OwnSubtree own, TenantId tenant, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!missing(own, tenant).isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        require(own, tenant);
    }

    static void require(OwnSubtree own, TenantId tenant) {
        if (own.layout().hierarchies().isEmpty()) {
            throw new RemedyException("no cgroup hierarchy is mounted on this node, so no tenant has a group here; see landlord doctor");
        }
        List<Path> missing = missing(own, tenant);
        if (missing.isEmpty()) {
            return;
        }
        if (own.directories().stream().noneMatch(Files::isDirectory)) {
            String start = new Capabilities(own).whyNoGroups().map(why ->
                "neither could one that this user starts (%s), see landlord doctor".formatted(why))
                .orElse("start one with landlord up, or landlord agent --kafka HOST:PORT");
            throw new RemedyException("no agent has prepared this node (%s is missing): %s".formatted(own.directories().getFirst(), start));
        }
        throw new RemedyException(("tenant '%s' has no group on this node (%s is missing): landlord tenant list shows who is declared, "
            + "landlord tenant apply -f FILE declares; if it is declared, see whether the agent runs here").formatted(tenant, missing.getFirst()));
    }

    private static List<Path> missing(OwnSubtree own, TenantId tenant) {
        return own.directories(tenant).stream().filter(directory -> !Files.isDirectory(directory)).toList();
    }
}
