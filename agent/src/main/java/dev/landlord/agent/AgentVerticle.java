package dev.landlord.agent;

import dev.landlord.agent.actuate.Enforcement;
import dev.landlord.agent.actuate.EnforcementSettings;
import dev.landlord.agent.actuate.IoAccounting;
import dev.landlord.agent.actuate.StateDirectory;
import dev.landlord.agent.enforce.Floors;
import dev.landlord.agent.host.BlockDevices;
import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.CgroupReader;
import dev.landlord.agent.host.HostView;
import dev.landlord.agent.host.HostWatch;
import dev.landlord.agent.host.NodeIdentity;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.agent.host.Round;
import dev.landlord.agent.host.Sampler;
import dev.landlord.agent.host.SamplingLoop;
import dev.landlord.agent.link.AckPublisher;
import dev.landlord.agent.link.AgentLink;
import dev.landlord.agent.link.CommandIntake;
import dev.landlord.agent.link.KafkaClients;
import dev.landlord.agent.link.LinkCounters;
import dev.landlord.agent.sample.RunIdentity;
import dev.landlord.agent.spool.Sampled;
import dev.landlord.agent.spool.Spool;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.KafkaConnection;
import dev.landlord.protocol.message.NodeReport.State;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent: puts its parts together, starts and stops them. It is deployed as soon as its parts on this node work; Kafka it
/// waits for in the background, see [#ready].
public final class AgentVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AgentVerticle.class);
    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(5);

    private final AgentConfig config;
    private final Path fsRoot;
    private final InstantSource clock = InstantSource.system();
    private final Promise<Void> ready = Promise.promise();
    private final Promise<Void> firstRound = Promise.promise();

    private KafkaClients clients;
    private AgentLink link;
    private AckPublisher acks;
    private Enforcement enforcement;
    private DeclaredTenants declared;
    private CommandIntake commands;
    private KeptTenants keptTenants;
    private SamplingLoop sampling;
    private boolean isSampling;
    /// Whether the round under way is of tenants that Kafka has told of. For the sampling thread.
    private boolean roundIsSure;
    private HostWatch hostWatch;
    private NodeReports reports;
    private boolean publishes;
    private long heartbeat;

    public AgentVerticle(AgentConfig config) {
        this(config, Path.of("/"));
    }

    /// @param fsRoot a directory that stands for `/`
    AgentVerticle(AgentConfig config, Path fsRoot) {
        this.config = config;
        this.fsRoot = fsRoot;
    }

    /// Completes when the agent publishes; fails if it is stopped before, or cannot ever.
    public Future<Void> ready() {
        return ready.future();
    }

    /// What it waits for, for people; empty where it does not wait for others.
    public String waitingFor() {
        return link == null ? "" : link.waitingFor();
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(this::lookAround).compose(node -> {
            acks = new AckPublisher(context, ack -> link.send(ack), System::nanoTime);
            return vertx.executeBlocking(() -> enforcement(node)).map(opened -> {
                enforcement = opened;
                wire(node);
                return node;
            });
        }).compose(node -> Future.fromCompletionStage(enforcement.start(), context).onSuccess(_ -> {
            Future.fromCompletionStage(hostWatch.start(), context).onSuccess(view -> {
                tellOfWants(view);
                report(State.UP);
            });
            link.open().onSuccess(_ -> node.lastTenants().ifPresent(this::meter)).compose(_ -> link.connect()).compose(_ -> publish())
                .compose(_ -> obey(node)).onSuccess(_ -> ready.tryComplete()).onFailure(ready::tryFail);
        }));
    }

    /// What has to be read before anything can be put together.
    private record Surroundings(NodeIdentity identity, OwnSubtree subtree, RunIdentity run, Map<String, String> kafka,
        BlockDevices devices, Optional<List<TenantSpec>> lastTenants) {
    }

    private Surroundings lookAround() throws IOException {
        var identity = NodeIdentity.read(fsRoot);
        var node = config.node() == null ? identity.defaultId() : config.node();
        StateDirectory.prepare(config.stateDir());
        keptTenants = new KeptTenants(config.stateDir());
        var devices = new BlockDevices(fsRoot);
        devices.refresh();
        return new Surroundings(identity, new OwnSubtree(CgroupLayout.detect(fsRoot), config.subtree()),
            new RunIdentity(node, identity.bootId(), RunCounter.next(config.stateDir())), config.kafka().clientSettings(), devices,
            keptTenants.read());
    }

    private Enforcement enforcement(Surroundings node) throws IOException {
        var untouchable = new HashSet<>(EnforcementSettings.UNTOUCHABLE);
        untouchable.addAll(config.untouchable());
        return new Enforcement(new EnforcementSettings(node.run().node(), node.run().bootId(), config.mode(), config.onSilence(), Floors.DEFAULT,
            untouchable, config.evictionsPerMinute(), EnforcementSettings.KERNEL_THREADS, EnforcementSettings.WRITE_DEADLINE, config.stateDir()),
            node.subtree(), node.devices(), acks, clock, System::nanoTime);
    }

    private void wire(Surroundings node) {
        var layout = node.subtree().layout();
        var devices = node.devices();
        reports = new NodeReports(node.run(), node.identity().kernel(), layout, config.mode(), config.sampleInterval());
        clients = new KafkaClients(vertx, node.kafka(), "landlord-agent-" + node.run().node());
        declared = new DeclaredTenants(enforcement);
        link = new AgentLink(vertx, clients, clock, config.limits().queuedSamples(),
            new Spool(config.stateDir().resolve("spool"), config.spool().limits(), clock, System::nanoTime), this::declare);
        hostWatch = new HostWatch(fsRoot, node.subtree(), devices, upkeep(node), () -> sampling.last(), link::tenants, config.heartbeat());
        var sampler = new Sampler(node.run(), node.subtree(), new CgroupReader(layout, devices::passing, config.limits().openFiles()), fsRoot,
            clock, System::nanoTime, enforcement::limits);
        sampling = new SamplingLoop(sampler, config.sampleInterval(), this::tenants,
            () -> hostWatch.last().map(HostView::processes).orElse(Map.of()), this::sampled);
        LOG.info("Node {}, run {}: cgroups {}, own groups under {}, mode {}, Kafka at {}", node.run().node(), node.run().agentRun(),
            layout.mode().wire(), node.subtree().cgroup(), config.mode().wire(), node.kafka().get(KafkaConnection.BOOTSTRAP));
    }

    private Runnable upkeep(Surroundings node) {
        var devices = node.devices();
        var accounting = new IoAccounting(node.subtree(), devices);
        return switch (config.mode()) {
            case WATCH -> devices::refresh;
            case ENFORCE -> () -> {
                devices.refresh();
                accounting.ensure();
            };
        };
    }

    /// Meters those whom an earlier run knew, until Kafka tells who is declared now.
    private void meter(List<TenantSpec> last) {
        declared.wereLast(last);
        link.assume(last);
        meter();
    }

    private void meter() {
        if (!isSampling) {
            isSampling = true;
            sampling.start();
        }
    }

    private void declare(List<TenantSpec> tenants) {
        declared.are(tenants);
        vertx.executeBlocking(() -> {
            keptTenants.keep(tenants);
            return null;
        });
    }

    /// Completes when enforcement knows where the tenants are.
    private Future<Void> publish() {
        meter();
        publishes = true;
        report(State.UP);
        heartbeat = vertx.setPeriodic(config.heartbeat().toMillis(), _ -> report(State.UP));
        return firstRound.future();
    }

    private Future<Void> obey(Surroundings node) {
        return clients.reader("commands").compose(reader -> {
            commands = new CommandIntake(vertx, reader, node.run().node(),
                (command, isFound) -> Future.fromCompletionStage(enforcement.accept(command, isFound), context));
            return commands.start();
        });
    }

    /// On the sampling thread, at the beginning of a round.
    private List<TenantSpec> tenants() {
        roundIsSure = link.tenantsKnown();
        return link.tenants();
    }

    /// On the sampling thread, which also encodes.
    private void sampled(Round round) {
        var isSure = roundIsSure;
        enforcement.found(round.found(), round.use());
        long nanos = System.nanoTime();
        var samples = round.samples().stream().map(sample -> Sampled.of(sample, nanos)).toList();
        context.runOnContext(_ -> {
            if (isSure) {
                firstRound.tryComplete();
            }
            link.publish(samples);
        });
    }

    /// Nothing before there is somebody to tell, or something to tell.
    private void report(State state) {
        if (publishes) {
            hostWatch.last().ifPresent(view -> {
                enforcement.capable(view.capabilities());
                link.report(reports.report(state, clock.instant(), view, sampling.last(), counters(), enforcement.counts()));
            });
        }
    }

    private LinkCounters counters() {
        return link.counters().withAcks(acks).plusSkipped(commands == null ? 0 : commands.skipped());
    }

    /// Commands end first, then their effects are taken back while there is still somebody to tell.
    @Override
    public Future<?> stop() {
        ready.tryFail("stopped");
        firstRound.tryFail("stopped");
        if (publishes) {
            vertx.cancelTimer(heartbeat);
        }
        return (commands == null ? Future.<Void>succeededFuture() : commands.stop())
            .eventually(() -> Future.fromCompletionStage(enforcement.stop(), context).onSuccess(this::tellOfLeftovers))
            .eventually(() -> vertx.executeBlocking(() -> {
                sampling.stop();
                hostWatch.stop();
                return null;
            }))
            .eventually(() -> {
                report(State.STOPPED);
                return link.stop(FLUSH_TIMEOUT);
            })
            .onComplete(_ -> acks.stop());
    }

    private static void tellOfWants(HostView view) {
        view.capabilities().forEach((name, capability) -> {
            if (!capability.available()) {
                LOG.info("This node lacks {}: {}", name, capability.why());
            }
        });
    }

    private void tellOfLeftovers(Set<TenantId> leftovers) {
        if (!leftovers.isEmpty()) {
            LOG.error("Limits are left on {}: 'landlord agent --restore' puts them back", leftovers);
        }
    }
}
