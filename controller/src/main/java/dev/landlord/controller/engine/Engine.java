package dev.landlord.controller.engine;

import dev.landlord.controller.policy.Rules;
import dev.landlord.controller.ports.Archive;
import dev.landlord.controller.ports.Readiness;
import dev.landlord.controller.ports.RequestWriter;
import dev.landlord.controller.ports.RuleBook;
import dev.landlord.controller.ports.SettingWriter;
import dev.landlord.controller.ports.TenantDirectory;
import dev.landlord.controller.ports.TenantWriter;
import dev.landlord.controller.view.House;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/// Everything of the controller that talks to Kafka: waits for it, makes the topics, follows tenants and nodes, feeds the read model, and
/// decides for the partitions that the group assigns to it.
///
/// Confined to the event loop that starts it; what it hands out through its ports says itself where it may be used.
public final class Engine {
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);
    private static final Map<Topic, Follower.From> DIRECTORY = Map.of(Topic.TENANTS, new Follower.From.Beginning(),
        Topic.NODES, new Follower.From.Beginning(), Topic.SETTINGS, new Follower.From.Beginning());
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Settings settings;
    private final KafkaClients clients;
    private final Function<Rules, Stepper> policies;
    private final House house;
    private final HistoryFeed history;
    private final InstantSource clock;
    private final EngineMetrics metrics;
    private final Progress progress = new Progress();
    private final Attempts attempts;
    private final Directory directory;
    private final SettingsReader book;
    private final KafkaWriters writers;
    /// What has to be closed, in this order.
    private final Deque<Supplier<Future<Void>>> open = new ArrayDeque<>();
    private KafkaWriteStream<String, byte[]> producer;
    private Ownership ownership;
    /// Under the rules of the moment.
    private Stepper policy;

    /// @param name  this controller's, unique among those that run
    /// @param group whose members share the partitions
    /// @param tick  how often decisions are made
    /// @param save  how often states are written that changed without a decision
    /// @param guardrails       what bounds the policy over all tenants
    /// @param protectedTenants whom the policy never answers
    public record Settings(String name, String group, TopicPlan topics, Duration tick, Duration save, Guardrails guardrails,
        Set<TenantId> protectedTenants) {
        public Settings {
            protectedTenants = Set.copyOf(protectedTenants);
        }
    }

    /// @param policies makes the policy under some rules; it is made anew with each change of them
    /// @param house    fed from the event loop that starts the engine
    /// @param archive  fed from there, too; closed by whoever made it, after the engine has stopped
    public Engine(Vertx vertx, Settings settings, KafkaClients clients, Function<Rules, Stepper> policies, House house, Archive archive,
        InstantSource clock, EngineMetrics metrics) {
        this.vertx = vertx;
        this.settings = settings;
        this.clients = clients;
        this.policies = policies;
        this.house = house;
        this.clock = clock;
        this.metrics = metrics;
        this.attempts = new Attempts(vertx, progress);
        this.history = new HistoryFeed(vertx, clients, archive, clock, metrics, attempts, progress);
        this.directory = new Directory(metrics);
        this.book = new SettingsReader(settings.protectedTenants(), metrics);
        book.listen(rules -> policy = this.policies.apply(rules.rules()));
        this.writers = new KafkaWriters(() -> Optional.ofNullable(producer), directory, book, metrics);
        metrics.gauge("owned.partitions", "Partitions that this controller decides for", this, engine ->
            engine.ownership == null ? 0 : engine.ownership.owned());
        metrics.gauge("tenants", "Tenants that this controller decides for", this, engine ->
            engine.ownership == null ? 0 : engine.ownership.tenants());
        metrics.gauge("held.back", "Tenants of those that the policy holds back", this, engine ->
            engine.ownership == null ? 0 : engine.ownership.heldBack());
    }

    public TenantDirectory tenants() {
        return directory;
    }

    public TenantWriter tenantWriter() {
        return writers;
    }

    public RuleBook rules() {
        return book;
    }

    public SettingWriter settingWriter() {
        return writers;
    }

    public RequestWriter requestWriter() {
        return writers;
    }

    public Readiness readiness() {
        return progress;
    }

    /// Starts, as far as Kafka lets it, and goes on trying until it is stopped; see [#readiness].
    ///
    /// @return completes when the group was joined; fails only if stopped before
    public Future<Void> start() {
        var feed = new HouseFeed(house);
        directory.listen(feed);
        book.listen(house::ruled);
        return attempts.until(Progress.Stage.KAFKA, this::reach)
            .compose(admin -> attempts.until(Progress.Stage.TOPICS, new TopicCreator(vertx, admin, settings.topics())::ensure))
            .compose(topics -> {
                attempts.until("the read model", () -> follow("house", HouseFeed.TOPICS, feed::accept)).onSuccess(_ -> feed.caughtUp());
                history.start();
                keep(history::stop);
                return attempts.until(Progress.Stage.TENANTS, () -> follow("directory", DIRECTORY, this::learn))
                    .compose(_ -> attempts.until("the consumer group", () -> join(topics)));
            });
    }

    /// Stops deciding, leaves the group, closes all clients.
    public Future<Void> stop() {
        attempts.stop();
        return closeNext();
    }

    private Future<Admin> reach() {
        return clients.admin().compose(admin -> KafkaClients.future(vertx, admin.listTopics().names())
            .compose(_ -> clients.producer())
            .map(made -> {
                producer = made;
                keep(() -> made.close(CLOSE_WITHIN.toMillis()));
                keep(() -> close(admin));
                return admin;
            })
            .recover(e -> close(admin).transform(_ -> Future.failedFuture(clients.unreachable(e)))));
    }

    private Future<Void> close(Admin admin) {
        return vertx.executeBlocking(() -> {
            admin.close(CLOSE_WITHIN);
            return null;
        });
    }

    private Future<Void> follow(String name, Map<Topic, Follower.From> topics, Consumer<List<Read>> handler) {
        return clients.reader(name).compose(reader -> {
            var follower = new Follower(vertx, reader, topics, handler, clock, metrics);
            return follower.start()
                .onSuccess(_ -> keep(follower::stop))
                .recover(e -> follower.stop().transform(_ -> Future.failedFuture(e)));
        });
    }

    private Future<Void> join(Map<Topic, TopicPlan.Found> topics) {
        int partitions = topics.get(Topic.USAGE).partitions();
        var effects = new KafkaEffects(producer, topics.get(Topic.COMMANDS).partitions(), metrics);
        return clients.member(settings.group()).compose(member -> {
            ownership = new Ownership((pause, task) -> vertx.setTimer(pause.toMillis(), _ -> task.run()), clock, settings.name(), partitions,
                partition -> term(partition, partitions, effects));
            directory.listen(ownership);
            house.guarded((tenant, all, now) -> settings.guardrails().left(tenant, partitions, all, now));
            var membership = new Membership(vertx, member, ownership, metrics);
            var ticks = vertx.setPeriodic(settings.tick().toMillis(), _ -> tick());
            var reports = vertx.setPeriodic(REPORT_EVERY.toMillis(), _ -> membership.report(ownership.positions()));
            keep(membership::leave);
            keep(() -> {
                vertx.cancelTimer(ticks);
                vertx.cancelTimer(reports);
                return ownership.stop();
            });
            return membership.join();
        });
    }

    private void tick() {
        ownership.tick();
        progress.explain(ownership.detail());
        progress.set(Progress.Stage.OWNERSHIP, ownership.isReady());
    }

    /// Settings first: a tenant that names a new class finds it.
    private void learn(List<Read> batch) {
        book.accept(batch.stream().filter(record -> record.topic() == Topic.SETTINGS).toList());
        directory.accept(batch.stream().filter(record -> record.topic() != Topic.SETTINGS).toList());
    }

    private Future<PartitionTerm> term(int partition, int partitions, EffectWriter effects) {
        var tenants = new PartitionTenants((state, event) -> policy.step(state, event), directory::node,
            settings.guardrails().of(partition, partitions), state -> book.current().classes().of(state).priority(), metrics);
        return clients.reader("partition-" + partition).map(reader -> new PartitionTerm(partition,
            new KafkaPartitionLog(vertx, partition, reader, producer, metrics), effects, tenants, directory,
            tenant -> Ownership.partitionOf(tenant, partitions) == partition, clock, settings.save(), metrics));
    }

    /// What was opened while a stop was on its way is closed at once.
    private void keep(Supplier<Future<Void>> close) {
        if (attempts.stopped()) {
            close.get();
        } else {
            open.push(close);
        }
    }

    private Future<Void> closeNext() {
        var next = open.poll();
        return next == null ? Future.succeededFuture()
            : next.get().timeout(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS).transform(_ -> closeNext());
    }
}
