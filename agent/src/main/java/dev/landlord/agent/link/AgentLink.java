package dev.landlord.agent.link;

import dev.landlord.agent.spool.Sampled;
import dev.landlord.agent.spool.Spool;
import dev.landlord.protocol.message.Message;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The agent's end of the topics: follows the tenants, sends samples, reports and answers. For one context.
public final class AgentLink {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Vertx vertx;
    private final KafkaClients clients;
    private final InstantSource clock;
    private final int queuedSamples;
    private final Spool spool;
    private final Consumer<List<TenantSpec>> tenantsChanged;

    private Topics topics;
    private KafkaSender sender;
    private Gate gate;
    private WorkerExecutor spoolThread;
    private SampleQueue samples;
    private Outbox reports;
    private TenantFollower follower;
    private volatile List<TenantSpec> tenants = List.of();
    private volatile boolean tenantsKnown;
    private boolean stopped;
    private Optional<Long> clockOffsetMillis = Optional.empty();

    /// @param clock          wall clock
    /// @param queuedSamples  samples that may wait in memory
    /// @param spool          for this alone; where samples wait while the broker is away
    /// @param tenantsChanged hears of the tenants once when all are known, and then of every change
    public AgentLink(
        Vertx vertx, KafkaClients clients, InstantSource clock, int queuedSamples, Spool spool, Consumer<List<TenantSpec>> tenantsChanged
    ) {
        this.vertx = vertx;
        this.clients = clients;
        this.clock = clock;
        this.queuedSamples = queuedSamples;
        this.spool = spool;
        this.tenantsChanged = tenantsChanged;
    }

    /// Prepares what needs no broker: samples may be published from then on, and wait.
    ///
    /// @return fails if the settings are no good
    public Future<Void> open() {
        return clients.producer().compose(writer -> {
            sender = new KafkaSender(writer);
            gate = new Gate(sender, this::later);
            spoolThread = vertx.createSharedWorkerExecutor("landlord-spool-" + System.identityHashCode(this), 1);
            samples = new SampleQueue(gate, spool, spoolThread::executeBlocking, this::later, System::nanoTime, queuedSamples);
            reports = new Outbox("node reports", sender, 1, 1, this::learnClockOffset);
            return samples.start();
        });
    }

    /// Waits for Kafka and the topics, for as long as it takes, then reads the tenants. After [#open].
    ///
    /// @return completes when the tenants are known and messages can be sent; fails if stopped before, or if the settings are no good
    public Future<Void> connect() {
        return unlessStopped(clients.reader("topics")).compose(reader -> {
            topics = new Topics(vertx, reader);
            return unlessStopped(topics.await());
        }).compose(_ -> {
            gate.open();
            return unlessStopped(clients.reader("tenants"));
        }).compose(reader -> {
            follower = new TenantFollower(vertx, reader, this::are);
            return unlessStopped(follower.start());
        });
    }

    private void later(Duration time, Runnable task) {
        vertx.setTimer(time.toMillis(), _ -> task.run());
    }

    private void are(List<TenantSpec> now) {
        tenants = now;
        tenantsKnown = true;
        tenantsChanged.accept(now);
    }

    /// What [#connect] waits for, for people; empty where it does not wait for others.
    public String waitingFor() {
        return topics == null ? "" : topics.waitingFor();
    }

    /// Sends samples, or keeps them until they can be sent.
    public void publish(List<Sampled> round) {
        samples.offer(round);
    }

    /// Sends a report in place of one that still waits.
    public void report(NodeReport report) {
        reports.offer(Outgoing.of(report));
    }

    /// Sends a message that nothing makes up for.
    ///
    /// @return completes with the broker's time when it arrived; fails if it did not, within half a minute
    public Future<Instant> send(Message message) {
        return gate == null || !gate.isOpen() ? Future.failedFuture("not connected to Kafka") : sender.send(Outgoing.of(message));
    }

    /// Takes these for the tenants until Kafka tells of them.
    public void assume(List<TenantSpec> last) {
        tenants = last;
    }

    /// The tenants as declared now; before [#tenantsKnown], those that are assumed. From any thread.
    public List<TenantSpec> tenants() {
        return tenants;
    }

    /// Whether Kafka has told of the tenants. From any thread; what [#tenants] tells afterwards is known.
    public boolean tenantsKnown() {
        return tenantsKnown;
    }

    public LinkCounters counters() {
        return samples == null ? LinkCounters.NONE
            : new LinkCounters(samples.sent(), samples.dropped(), samples.spoolState(), follower == null ? 0 : follower.skipped(), 0, 0,
                clockOffsetMillis);
    }

    /// Gives what is on its way so long to arrive, and ends.
    public Future<Void> stop(Duration patience) {
        stopped = true;
        if (topics != null) {
            topics.stop();
        }
        var drained = samples == null ? Future.<Void>succeededFuture()
            : Future.join(samples.stop(vertx.timer(patience.toMillis()).mapEmpty()),
                reports.drain().timeout(patience.toMillis(), TimeUnit.MILLISECONDS)).<Void>mapEmpty();
        return drained.otherwiseEmpty()
            .eventually(() -> spoolThread == null ? Future.succeededFuture() : spoolThread.close())
            .eventually(() -> follower == null ? Future.succeededFuture() : follower.stop())
            .eventually(() -> sender == null ? Future.succeededFuture() : sender.close(patience));
    }

    private <T> Future<T> unlessStopped(Future<T> next) {
        return stopped ? Future.failedFuture("stopped") : next;
    }

    /// The broker's time lies between sending and answer; the middle is the best guess.
    private void learnClockOffset(Outbox.Delivery delivery) {
        long halfWayBack = (delivery.answeredNanos() - delivery.sentNanos()) / 2 / NANOS_PER_MILLI;
        clockOffsetMillis = Optional.of(clock.instant().toEpochMilli() - halfWayBack - delivery.appendedAt().toEpochMilli());
    }
}
