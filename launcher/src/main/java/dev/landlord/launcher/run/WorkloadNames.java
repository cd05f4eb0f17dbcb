package dev.landlord.launcher.run;

import dev.landlord.protocol.WorkloadId;
import java.util.concurrent.ThreadLocalRandom;

/// Names for workloads that were given none.
public final class WorkloadNames {
    private static final int LONGEST_BASE = 40;
    private static final int RANDOM_BITS = 24;

    private WorkloadNames() {
    }

    /// The command's last path part, as far as a name may hold it, and six random hexadecimal digits.
    public static WorkloadId from(String command) {
        String base = command.substring(command.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9-]+", "-");
        String trimmed = base.substring(0, Math.min(base.length(), LONGEST_BASE)).replaceAll("^-+|-+$", "");
        return new WorkloadId("%s-%06x".formatted(trimmed.isEmpty() ? "run" : trimmed, ThreadLocalRandom.current().nextInt(1 << RANDOM_BITS)));
    }
}
