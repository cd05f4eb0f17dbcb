package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.protocol.TenantId;
import java.util.ArrayList;
import java.util.List;

/// How one tenant behaves: its workloads come and go, and what they want changes with its mood.
final class Tenant {
    private static final double MICRO = 1e6;
    private static final int MOST_WORKLOADS = 6;

    final TenantId id;
    private final Simulation sim;
    private final World world;
    private final Dice dice;
    private Mood cpu = Mood.IDLE;
    private Mood memory = Mood.WITHIN;
    private Mood pids = Mood.WITHIN;
    private long movedAt;
    private int started;
    private boolean calm;

    /// What it wants of a resource, beside its quota.
    enum Mood {
        IDLE, WITHIN, ABOVE, FAR_ABOVE
    }

    Tenant(Simulation sim, World world, TenantId id, Dice dice) {
        this.sim = sim;
        this.world = world;
        this.id = id;
        this.dice = dice;
    }

    void begin() {
        int count = (int) dice.between(1L, 3L);
        for (int i = 0; i < count; i++) {
            start();
        }
        next();
    }

    /// When last what it wants changed, or where.
    long movedAt() {
        return movedAt;
    }

    /// From now on it wants less than its quota, and nothing changes any more.
    void calm() {
        calm = true;
        change(Mood.WITHIN, Mood.WITHIN, Mood.WITHIN);
    }

    private void next() {
        long hold = switch ((int) dice.between(0L, 3L)) {
            case 0 -> dice.between(500L, 5_000L);
            case 1 -> dice.between(5_000L, 60_000L);
            default -> dice.between(60_000L, 300_000L);
        };
        sim.loop().after(hold, id + " changes", () -> {
            if (!calm) {
                change(mood(id.value().equals("hog") ? 0.6 : 0.35), mood(0.3), mood(0.25));
                if (dice.chance(0.3)) {
                    replaceOne();
                }
                next();
            }
        });
    }

    private Mood mood(double over) {
        if (id.equals(World.MODEST) || !dice.chance(over)) {
            return dice.chance(0.25) ? Mood.IDLE : Mood.WITHIN;
        }
        return dice.chance(0.5) ? Mood.ABOVE : Mood.FAR_ABOVE;
    }

    private void change(Mood newCpu, Mood newMemory, Mood newPids) {
        cpu = newCpu;
        memory = newMemory;
        pids = newPids;
        sim.loop().note("tenant %s wants CPU %s, memory %s, processes %s", id, cpu, memory, pids);
        spread();
    }

    private double factor(Mood mood) {
        return switch (mood) {
            case IDLE -> 0;
            case WITHIN -> calm ? dice.between(0.1, 0.45) : dice.between(0.2, 0.85);
            case ABOVE -> dice.between(1.3, 2);
            case FAR_ABOVE -> dice.between(2, 6);
        };
    }

    /// Divides what it wants over its workloads.
    void spread() {
        movedAt = sim.loop().now();
        var groups = groups();
        var spec = world.spec(id);
        if (groups.isEmpty() || spec.isEmpty()) {
            return;
        }
        var quota = spec.get().quota();
        double cpuWanted = factor(cpu) * quota.cpuCores();
        double memoryWanted = quota.memoryBytes() == null ? 1 << 28 : factor(memory == Mood.FAR_ABOVE ? Mood.ABOVE : memory) * quota.memoryBytes();
        double pidsWanted = quota.pids() == null ? 10 : factor(pids) * quota.pids();
        var parts = new ArrayList<Double>();
        for (int i = 0; i < groups.size(); i++) {
            parts.add(dice.chance(0.2) ? 0.01 : dice.between(0.1, 1));
        }
        double total = parts.stream().mapToDouble(Double::doubleValue).sum();
        for (int i = 0; i < groups.size(); i++) {
            double part = parts.get(i) / total;
            var group = groups.get(i);
            group.cpuDemand = cpuWanted * part;
            group.memoryBytes = (long) (memoryWanted * part);
            group.pidsWanted = Math.max(1, (long) (pidsWanted * part));
        }
    }

    /// Its workloads' groups on all nodes that are up.
    List<Group> groups() {
        var groups = new ArrayList<Group>();
        for (var node : world.nodesUp()) {
            node.kernel().groups().stream().filter(group -> World.owner(group.path).filter(id.value()::equals).isPresent()
                && !group.path.equals(Kernel.own(id.value()))).forEach(groups::add);
        }
        return groups;
    }

    /// Starts a workload somewhere, maybe under the name of one that was there before.
    void start() {
        var nodes = world.nodesUp();
        if (nodes.isEmpty() || groups().size() >= MOST_WORKLOADS) {
            return;
        }
        var node = dice.pick(nodes);
        var kernel = node.kernel();
        boolean adopted = world.spec(id).filter(spec -> !spec.match().isEmpty()).isPresent() && dice.chance(0.5);
        var name = "w" + (dice.chance(0.5) ? 1 : 1 + started++ % 4);
        if (!adopted) {
            kernel.make(Kernel.own(id.value()));
        }
        var path = adopted ? World.adopted(id, name) : Kernel.own(id.value()) + "/" + name;
        boolean fresh = kernel.find(path).isEmpty();
        var group = kernel.make(path);
        if (fresh && adopted && dice.chance(0.3)) {
            giveOriginal(group);
        }
        populate(node, path);
        spread();
    }

    /// Somebody else has limited the group before.
    private void giveOriginal(Group group) {
        group.write(Knob.CPU, group.dialect == Dialect.V1 ? "400000" : "400000 100000");
        group.originals.put(Knob.CPU, group.bound(Knob.CPU));
    }

    /// One workload ends and its group vanishes; often one of the same name follows at once.
    void replaceOne() {
        var groups = groups();
        if (!groups.isEmpty()) {
            var gone = dice.pick(groups);
            for (var node : world.nodesUp()) {
                if (node.kernel().find(gone.path).filter(group -> group == gone).isPresent()) {
                    sim.loop().note("%s#%d on %s vanishes", gone.path, gone.inode, node.id);
                    node.kernel().remove(gone.path);
                }
            }
        }
        start();
        spread();
    }

    /// A group goes, and another one of the same path comes.
    void succeed(SimNode node, String path) {
        if (node.isUp() && node.kernel().find(path).isPresent()) {
            node.kernel().remove(path);
            populate(node, path);
            spread();
        }
    }

    void populate(SimNode node, String path) {
        var kernel = node.kernel();
        var group = kernel.make(path);
        int processes = (int) dice.between(1L, 3L);
        for (int i = 0; i < processes; i++) {
            boolean stubborn = dice.chance(0.2);
            kernel.start(group, stubborn ? -1 : dice.between(50L, 8_000L), dice.chance(0.05) ? sim.loop().now() + dice.between(0L, 200_000L) : 0);
        }
        sim.loop().note("tenant %s starts %s#%d on %s", id, path, group.inode, node.id);
    }

    /// Somebody comes into a group.
    void join(SimNode node, String path) {
        if (node.isUp() && node.kernel().find(path).isPresent()) {
            populate(node, path);
        }
    }

    /// Groups in which everybody has ended are taken away by whoever made them, and new work is found.
    void tidy() {
        boolean changed = false;
        for (var node : world.nodesUp()) {
            for (var group : node.kernel().groups()) {
                boolean mine = World.owner(group.path).filter(id.value()::equals).isPresent() && !group.path.equals(Kernel.own(id.value()));
                if (mine && group.processes.isEmpty() && dice.chance(0.2)) {
                    node.kernel().remove(group.path);
                    changed = true;
                }
            }
        }
        if (world.spec(id).isPresent() && (groups().isEmpty() || changed && dice.chance(0.5))) {
            start();
        } else if (changed) {
            spread();
        }
    }
}
