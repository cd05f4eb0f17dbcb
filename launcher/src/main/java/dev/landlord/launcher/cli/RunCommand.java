package dev.landlord.launcher.cli;

import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.run.Foreground;
import dev.landlord.launcher.run.TenantGroups;
import dev.landlord.launcher.run.Workload;
import dev.landlord.launcher.run.WorkloadGroup;
import dev.landlord.launcher.run.WorkloadNames;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import dev.landlord.protocol.message.WorkloadSample;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `landlord run`.
@Command(
    name = "run",
    description = "Runs a command inside a tenant's allocation on this node.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        " :the command's own; 128+n if signal n ended it",
        "1:refused: the message says why", "2:wrong usage", "125:the command could not enter its group",
        "126:the command cannot be executed", "127:the command was not found"
    }
)
public final class RunCommand implements Callable<Integer> {
    private static final Duration GROUP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration REMOVAL_PATIENCE = Duration.ofSeconds(3);
    /// Two rounds of an agent that samples once a second, and some.
    private static final Duration READ_WITHIN = Duration.ofMillis(2500);

    @Spec
    private CommandSpec spec;

    @Option(names = "--tenant", required = true, paramLabel = "ID", converter = TenantArgument.class, description = "whose workload it is")
    private TenantId tenant;

    @Option(names = "--name", paramLabel = "N", converter = WorkloadArgument.class,
        description = "the workload's name (default: made from the command's)")
    private WorkloadId name;

    @Option(names = "--priority", paramLabel = "0-100", defaultValue = "" + WorkloadSample.NORMAL_PRIORITY,
        description = "of the tenant's workloads that use about as much memory, the lowest is ended first (default: ${DEFAULT-VALUE})")
    private int priority;

    @Mixin
    private SubtreeOption subtree;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "the command and its arguments, after --")
    private List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (priority < WorkloadSample.LEAST_PRIORITY || priority > WorkloadSample.MOST_PRIORITY) {
            throw new ParameterException(spec.commandLine(), "--priority: %s is no priority; write %s (ended first) to %s".formatted(
                priority, WorkloadSample.LEAST_PRIORITY, WorkloadSample.MOST_PRIORITY));
        }
        CompletableFuture<Workload> started = new CompletableFuture<>();
        passOnSignals(started);
        OwnSubtree own = subtree.onThisMachine();
        TenantGroups.await(own, tenant, GROUP_PATIENCE);
        WorkloadId workload = name == null ? WorkloadNames.from(command.getFirst()) : name;
        WorkloadGroup group = WorkloadGroup.create(own, tenant, workload);
        try {
            if (priority != WorkloadSample.NORMAL_PRIORITY) {
                group.prioritize(priority);
            }
            Workload running = Workload.start(group, command, ProcessBuilder::inheritIO);
            started.complete(running);
            return running.await();
        } finally {
            if (group.forgetsKills()) {
                Thread.sleep(READ_WITHIN);
            }
            if (!group.remove(REMOVAL_PATIENCE)) {
                spec.commandLine().getErr().printf("landlord run: %s processes of %s/%s still run; their group stays: %s%n",
                    group.processes().size(), tenant, workload, group.directories().getLast());
            }
        }
    }

    /// A signal that comes before the command has started reaches it once it has.
    private static void passOnSignals(CompletableFuture<Workload> started) {
        for (String fromTerminal : List.of("INT", "HUP")) {
            Signals.register(fromTerminal, () -> {
                if (!started.isDone() || !Foreground.ofTerminal()) {
                    started.thenAccept(workload -> workload.signal(fromTerminal));
                }
            });
        }
        Signals.register("TERM", () -> started.thenAccept(workload -> workload.signal("TERM")));
    }
}
