package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Action;
import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.protocol.TenantId;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out one step of a plan: written down first, then written, then read back.
final class KnobWriter {
    private static final Logger LOG = LoggerFactory.getLogger(KnobWriter.class);
    /// How long a group has to freeze. A task in an uninterruptible wait may take for ever.
    private static final long FREEZE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final KernelFiles files;
    private final LimitJournal journal;
    private final EnforcementCounters counters;

    KnobWriter(KernelFiles files, LimitJournal journal, EnforcementCounters counters) {
        this.files = files;
        this.journal = journal;
        this.counters = counters;
    }

    /// What came of a step.
    sealed interface Written {
        /// @param wrote whether the kernel was written to
        record Done(boolean wrote) implements Written {
        }

        /// The kernel could not take back so much memory (v1 answers EBUSY and changes nothing).
        record InUse() implements Written {
        }

        record Failed(String why) implements Written {
        }
    }

    Written apply(TenantId tenant, Action action) {
        try {
            return switch (action) {
                case Action.Set set -> set(tenant, set);
                case Action.Restore restore -> restore(tenant, restore);
                case Action.Forget forget -> forget(tenant, forget);
            };
        } catch (IOException e) {
            if (!files.has(action.knob(), action.cgroup())) {
                return new Written.Done(false);
            }
            counters.failedWrites.increment();
            LOG.debug("{} of {}: the kernel refused", action.dial(), action.cgroup(), e);
            return new Written.Failed("%s of %s: %s".formatted(action.dial(), action.cgroup(), e.getMessage()));
        }
    }

    private Written set(TenantId tenant, Action.Set set) throws IOException {
        if (set.foreign()) {
            counters.foreignWrites.increment();
            LOG.warn("Somebody else has written '{}' as {} of {}; it is the original from now on", set.original(), set.dial(), set.cgroup());
        }
        long inode = files.inode(set.knob(), set.cgroup());
        if (isWiped(tenant, set, inode)) {
            counters.foreignWrites.increment();
            LOG.warn("Somebody else has put {} of {} back to '{}'; it is set again", set.dial(), set.cgroup(), set.original());
        }
        journal.intend(tenant, set.cgroup(), set.dial(), inode, set.original(), set.text());
        try {
            files.write(set.dial(), set.cgroup(), set.text());
        } catch (IOException e) {
            if (set.knob() == Knob.MEMORY && isInUse(set)) {
                return new Written.InUse();
            }
            throw e;
        }
        var written = readBack(set, set.text());
        if (written instanceof Written.Done) {
            journal.confirm(tenant, set.cgroup(), set.dial(), inode);
        }
        return written;
    }

    /// Whether the original stands again where the limit was read back before. A freezer tells nothing, as an eviction thaws by itself.
    private boolean isWiped(TenantId tenant, Action.Set set, long inode) throws IOException {
        return set.knob() != Knob.FREEZER && journal.isConfirmed(tenant, set.cgroup(), set.dial(), inode) && holds(set, set.original());
    }

    private boolean isInUse(Action.Set set) throws IOException {
        var mount = files.mount(Knob.MEMORY).orElseThrow();
        return KernelFiles.dialect(mount) == Dialect.V1
            && Long.parseLong(KernelFiles.text(mount.group(set.cgroup()).resolve("memory.usage_in_bytes"))) > Long.parseLong(set.text());
    }

    private Written restore(TenantId tenant, Action.Restore restore) throws IOException {
        files.write(restore.dial(), restore.cgroup(), restore.text());
        var written = readBack(restore, restore.text());
        if (written instanceof Written.Done) {
            journal.forget(tenant, restore.cgroup(), restore.dial());
        }
        return written;
    }

    private Written forget(TenantId tenant, Action.Forget forget) {
        if (forget.foreign()) {
            counters.foreignWrites.increment();
            LOG.warn("Somebody else has written {} of {} since; it is left as it is", forget.dial(), forget.cgroup());
        }
        journal.forget(tenant, forget.cgroup(), forget.dial());
        return new Written.Done(false);
    }

    private Written readBack(Action action, String text) throws IOException {
        if (!holds(action, text)) {
            counters.failedWrites.increment();
            return new Written.Failed("%s of %s: wrote '%s', but the kernel says '%s'".formatted(action.dial(), action.cgroup(), text,
                files.read(action.dial(), action.cgroup()).text()));
        }
        counters.writes.increment();
        return action instanceof Action.Set && action.knob() == Knob.FREEZER ? awaitFrozen(action) : new Written.Done(true);
    }

    private boolean holds(Action action, String text) throws IOException {
        return files.read(action.dial(), action.cgroup()).text().equals(text);
    }

    /// FREEZING is not FROZEN: something still runs.
    private Written awaitFrozen(Action action) throws IOException {
        return awaitFrozen(action.cgroup()) ? new Written.Done(true)
            : new Written.Failed("freeze of %s: not everything has stopped within %s ms".formatted(action.cgroup(),
                TimeUnit.NANOSECONDS.toMillis(FREEZE_NANOS)));
    }

    /// Waits, within bounds, for a group that was told to freeze.
    boolean awaitFrozen(String cgroup) throws IOException {
        var dialect = KernelFiles.dialect(files.mount(Knob.FREEZER).orElseThrow());
        long deadline = System.nanoTime() + FREEZE_NANOS;
        while (!dialect.parse(Knob.FREEZER, files.read(Dial.of(Knob.FREEZER), cgroup)).equals(Bound.ZERO)) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }
}
