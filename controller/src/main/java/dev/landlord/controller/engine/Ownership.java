package dev.landlord.controller.engine;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one [PartitionTerm] running for each partition that the group has assigned to this controller. A term that ended by an error, or
/// because another controller claimed the partition while the group still counts it as this one's, is followed by a new one after a while: a
/// second, and twice as long each time, until a term has been live for [#LASTED]. So two controllers of which each thinks a partition its own
/// leave each other longer and longer turns.
public final class Ownership implements Membership.Listener, Directory.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    /// A term that ends sooner was no success.
    static final Duration LASTED = Duration.ofSeconds(30);

    private final Delay delay;
    private final InstantSource clock;
    private final String owner;
    private final int partitions;
    private final IntFunction<Future<PartitionTerm>> terms;
    private final Map<Integer, Slot> slots = new TreeMap<>();
    private boolean joined;
    private boolean stopped;

    /// Runs something later, on the event loop.
    @FunctionalInterface
    public interface Delay {
        void after(Duration pause, Runnable task);
    }

    /// @param delay      of retries
    /// @param clock      by which terms last
    /// @param owner      this controller's name, for people
    /// @param partitions of usage
    /// @param terms      makes a term of a partition, not begun yet
    public Ownership(Delay delay, InstantSource clock, String owner, int partitions, IntFunction<Future<PartitionTerm>> terms) {
        this.delay = delay;
        this.clock = clock;
        this.owner = owner;
        this.partitions = partitions;
        this.terms = terms;
    }

    /// The partition of a tenant in usage, acks, requests and state: Kafka's default partitioner.
    public static int partitionOf(TenantId tenant, int partitions) {
        return Utils.toPositive(Utils.murmur2(tenant.value().getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    @Override
    public void assigned(Set<Integer> gained) {
        LOG.info("Assigned partitions {}", gained);
        joined = true;
        gained.forEach(partition -> slots.computeIfAbsent(partition, Slot::new).gain());
    }

    @Override
    public void revoked(Set<Integer> lost) {
        LOG.info("Lost partitions {}", lost);
        lost.stream().map(slots::get).filter(slot -> slot != null).forEach(Slot::lose);
    }

    @Override
    public void tenant(TenantId id, Optional<TenantSpec> spec, Instant at) {
        var slot = slots.get(partitionOf(id, partitions));
        if (slot != null && slot.term != null) {
            slot.term.declarationChanged(id);
        }
    }

    @Override
    public void node(NodeId id, Optional<NodeReport> report, Instant at) {
        report.ifPresent(seen -> slots.values().stream().filter(slot -> slot.term != null).forEach(slot -> slot.term.nodeSeen(seen)));
    }

    public void tick() {
        slots.values().forEach(Slot::tick);
    }

    /// What stands in the way, for people; empty if nothing is known to.
    String detail() {
        return !joined ? "the consumer group has not assigned partitions yet" : slots.values().stream().filter(slot -> slot.mine)
            .flatMap(slot -> slot.failure.stream().map(e -> "partition %s: %s".formatted(slot.partition, e.getMessage()))).findFirst().orElse("");
    }

    /// Whether the group has spoken and every partition of this controller is decided for.
    public boolean isReady() {
        return joined && slots.values().stream().allMatch(slot -> !slot.mine || slot.term != null && slot.term.isLive());
    }

    long owned() {
        return slots.values().stream().filter(slot -> slot.mine && slot.term != null && slot.term.isLive()).count();
    }

    long tenants() {
        return slots.values().stream().filter(slot -> slot.term != null).mapToLong(slot -> slot.term.tenants()).sum();
    }

    /// Tenants that the policy holds back.
    long heldBack() {
        return slots.values().stream().filter(slot -> slot.term != null).mapToLong(slot -> slot.term.heldBack()).sum();
    }

    /// How far usage has been read, by partition.
    Map<Integer, Long> positions() {
        var positions = new HashMap<Integer, Long>();
        slots.forEach((partition, slot) -> {
            if (slot.mine && slot.term != null && slot.term.isLive()) {
                positions.put(partition, slot.term.position().usage());
            }
        });
        return positions;
    }

    /// Ends all terms; completes when nothing more is written by them.
    public Future<Void> stop() {
        stopped = true;
        return Future.all(slots.values().stream().map(Slot::lose).collect(Collectors.toList())).mapEmpty();
    }

    private final class Slot {
        private final int partition;
        private boolean mine;
        private PartitionTerm term;
        private Future<Void> running = Future.succeededFuture();
        private Optional<Throwable> failure = Optional.empty();
        private boolean busy;
        private Duration retryAfter = FIRST_RETRY;
        private Optional<Instant> liveSince = Optional.empty();

        Slot(int partition) {
            this.partition = partition;
        }

        void gain() {
            mine = true;
            retryAfter = FIRST_RETRY;
            if (!busy) {
                run();
            }
        }

        Future<Void> lose() {
            mine = false;
            if (term != null) {
                term.stop();
            }
            return running;
        }

        private void tick() {
            if (term != null) {
                if (term.isLive()) {
                    lives(clock.instant());
                }
                term.tick();
            }
        }

        private void lives(Instant now) {
            failure = Optional.empty();
            if (liveSince.isEmpty()) {
                liveSince = Optional.of(now);
            } else if (!now.isBefore(liveSince.get().plus(LASTED))) {
                retryAfter = FIRST_RETRY;
            }
        }

        private void run() {
            busy = true;
            running = terms.apply(partition).compose(made -> {
                term = made;
                if (!mine) {
                    made.stop();
                }
                return made.begin(owner);
            }).transform(end -> {
                failure = end.failed() ? Optional.of(end.cause()) : term.failure();
                term = null;
                liveSince = Optional.empty();
                busy = false;
                if (end.failed()) {
                    LOG.error("Partition {} could not be read", partition, end.cause());
                }
                again();
                return Future.succeededFuture();
            });
        }

        private void again() {
            if (!mine || stopped) {
                return;
            }
            busy = true;
            LOG.info("Partition {}: trying again in {}", partition, retryAfter);
            delay.after(retryAfter, () -> {
                busy = false;
                if (mine && !stopped) {
                    run();
                }
            });
            var doubled = retryAfter.multipliedBy(2);
            retryAfter = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
        }
    }
}
