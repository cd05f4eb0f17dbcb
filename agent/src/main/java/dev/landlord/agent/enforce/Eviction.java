package dev.landlord.agent.enforce;

import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Command;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An accepted eviction on its way; immutable. Each [#step] says what to do next, given what is found now. The time until the step after it
/// counts from when that was [done][#done], as the kernel may take long over it:
///
///     BEGIN ──thaw, SIGTERM──► TERMINATING ──grace over: kill──► KILLING ──kill again, at most MOST_ROUNDS──► failed(unkillable)
///       └──────────────────────────┴──────── group empty or gone ───┴──► applied
///
/// After a crash ([#resumed]) only the processes found at acceptance are ended. If others are in the group when those are gone, it ends as
/// `failed(interrupted)`: whoever they are, the order was not about them.
///
/// @param found         the processes in the group when the order was accepted
/// @param resumed       whether another run of the agent accepted it
/// @param round         how many kills were tried
/// @param deadlineNanos when the stage is over, on the monotonic clock
public record Eviction(Command.Evict order, List<ProcessIdentity> found, boolean resumed, Stage stage, int round, long deadlineNanos) {
    /// A task in an uninterruptible wait dies only when that ends; so long the order waits before it says `unkillable`.
    static final int MOST_ROUNDS = 5;
    static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(2);

    public Eviction {
        found = List.copyOf(found);
    }

    /// Where an eviction stands.
    public enum Stage {
        BEGIN, TERMINATING, KILLING
    }

    /// What to do next.
    public sealed interface Step {
        /// Look again soon.
        record Wait() implements Step {
        }

        /// Thaw the group with its limits kept (a frozen process runs no handler), then ask these processes to end: SIGTERM.
        record Terminate(Eviction next, List<ProcessIdentity> processes) implements Step {
        }

        /// Kill whatever is in the group.
        record KillGroup(Eviction next) implements Step {
        }

        /// Kill these, and nobody else.
        record KillOnly(Eviction next, List<ProcessIdentity> processes) implements Step {
        }

        /// It is over.
        ///
        /// @param remaining processes left in the group
        record End(Verdict verdict, long remaining) implements Step {
        }
    }

    public static Eviction accepted(Command.Evict order, List<ProcessIdentity> found) {
        return new Eviction(order, found, false, Stage.BEGIN, 0, 0);
    }

    public static Eviction resumed(Command.Evict order, List<ProcessIdentity> found) {
        return new Eviction(order, found, true, Stage.BEGIN, 0, 0);
    }

    public Step step(Sighting sighting, long nowNanos) {
        return switch (sighting) {
            case Sighting.Gone _ -> applied();
            case Sighting.Unreadable(var why) -> new Step.End(Verdict.failed("unreadable", why), found.size());
            case Sighting.Present(var cgroupId, _, _) when cgroupId != order.fence().cgroupId() -> applied();
            case Sighting.Present(_, var processes, _) when processes.isEmpty() -> applied();
            case Sighting.Present(_, var processes, var untouchable) when !untouchable.isEmpty() ->
                new Step.End(Verdict.failed("protected", "%s came into the group".formatted(String.join(", ", untouchable))), processes.size());
            case Sighting.Present(_, var processes, _) -> step(processes, nowNanos);
        };
    }

    private static Step applied() {
        return new Step.End(Verdict.of(Outcome.APPLIED), 0);
    }

    private Step step(List<ProcessIdentity> processes, long nowNanos) {
        var meant = meant(processes);
        if (meant.isEmpty()) {
            return new Step.End(Verdict.failed("interrupted",
                "the agent was restarted; those found before are gone, and %s others are left alone".formatted(processes.size())), processes.size());
        }
        return switch (stage) {
            case BEGIN -> new Step.Terminate(new Eviction(order, found, resumed, Stage.TERMINATING, 0, 0), meant);
            case TERMINATING -> nowNanos - deadlineNanos < 0 ? new Step.Wait() : kill(meant);
            case KILLING -> {
                if (nowNanos - deadlineNanos < 0) {
                    yield new Step.Wait();
                }
                yield round < MOST_ROUNDS ? kill(meant) : new Step.End(Verdict.failed("unkillable",
                    "%s processes are left after %s kills".formatted(processes.size(), round)), processes.size());
            }
        };
    }

    /// The step that leads here has been carried out: the grace, or the time that a kill has to take effect, begins now.
    Eviction done(long nowNanos) {
        long given = switch (stage) {
            case BEGIN -> 0;
            case TERMINATING -> TimeUnit.MILLISECONDS.toNanos(order.graceMs());
            case KILLING -> ROUND_NANOS;
        };
        return new Eviction(order, found, resumed, stage, round, nowNanos + given);
    }

    private List<ProcessIdentity> meant(List<ProcessIdentity> processes) {
        if (!resumed) {
            return processes;
        }
        var known = new HashSet<>(found);
        return processes.stream().filter(known::contains).toList();
    }

    private Step kill(List<ProcessIdentity> meant) {
        var next = new Eviction(order, found, resumed, Stage.KILLING, round + 1, 0);
        return resumed ? new Step.KillOnly(next, meant) : new Step.KillGroup(next);
    }
}
