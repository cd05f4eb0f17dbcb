package dev.landlord.agent;

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
import dev.landlord.agent.link.AgentLink;
import dev.landlord.agent.link.KafkaClients;
import dev.landlord.agent.link.Outgoing;
import dev.landlord.agent.sample.RunIdentity;
import dev.landlord.protocol.message.NodeReport.State;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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

    private AgentLink link;
    private SamplingLoop sampling;
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
        return vertx.executeBlocking(this::lookAround).onSuccess(node -> {
            wire(node);
            Future.fromCompletionStage(hostWatch.start(), context).onSuccess(_ -> report(State.UP));
            link.start().onSuccess(_ -> publish()).onFailure(ready::tryFail);
        });
    }

    /// What has to be read before anything can be put together.
    private record Surroundings(NodeIdentity identity, OwnSubtree subtree, RunIdentity run, Map<String, String> kafka) {
    }

    private Surroundings lookAround() throws IOException {
        var identity = NodeIdentity.read(fsRoot);
        var node = config.node() == null ? identity.defaultId() : config.node();
        Files.createDirectories(config.stateDir());
        return new Surroundings(identity, new OwnSubtree(CgroupLayout.detect(fsRoot), config.subtree()),
            new RunIdentity(node, identity.bootId(), RunCounter.next(config.stateDir())), KafkaSettings.of(config.kafka()));
    }

    private void wire(Surroundings node) {
        var layout = node.subtree().layout();
        var devices = new BlockDevices(fsRoot);
        reports = new NodeReports(node.run(), node.identity().kernel(), layout, config.mode(), config.sampleInterval());
        link = new AgentLink(vertx, new KafkaClients(vertx, node.kafka(), "landlord-agent-" + node.run().node()), clock,
            config.limits().queuedSamples(), this::tenantsChanged);
        hostWatch = new HostWatch(fsRoot, node.subtree(), devices::refresh, () -> sampling.last(), link::tenants, config.heartbeat());
        var sampler = new Sampler(node.run(), node.subtree(), new CgroupReader(layout, devices::passing, config.limits().openFiles()), fsRoot,
            clock, System::nanoTime, _ -> null);
        sampling = new SamplingLoop(sampler, config.sampleInterval(), link::tenants,
            () -> hostWatch.last().map(HostView::processes).orElse(Map.of()), this::sampled);
        LOG.info("Node {}, run {}: cgroups {}, own groups under {}, mode {}, Kafka at {}", node.run().node(), node.run().agentRun(),
            layout.mode().wire(), node.subtree().cgroup(), config.mode().wire(), node.kafka().get("bootstrap.servers"));
    }

    private void publish() {
        sampling.start();
        publishes = true;
        report(State.UP);
        heartbeat = vertx.setPeriodic(config.heartbeat().toMillis(), _ -> report(State.UP));
        ready.tryComplete();
    }

    private void tenantsChanged(List<TenantSpec> tenants) {
        LOG.info("{} tenants are declared", tenants.size());
    }

    /// On the sampling thread, which also encodes.
    private void sampled(Round round) {
        var messages = round.samples().stream().map(Outgoing::of).toList();
        context.runOnContext(_ -> link.publish(messages));
    }

    /// Nothing before there is somebody to tell, or something to tell.
    private void report(State state) {
        if (publishes) {
            hostWatch.last().ifPresent(view -> link.report(reports.report(state, clock.instant(), view, sampling.last(), link.counters())));
        }
    }

    @Override
    public Future<?> stop() {
        ready.tryFail("stopped");
        if (publishes) {
            vertx.cancelTimer(heartbeat);
        }
        return vertx.executeBlocking(() -> {
            sampling.stop();
            hostWatch.stop();
            return null;
        }).eventually(() -> {
            report(State.STOPPED);
            return link.stop(FLUSH_TIMEOUT);
        });
    }
}
