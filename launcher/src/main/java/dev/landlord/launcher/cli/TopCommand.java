package dev.landlord.launcher.cli;

import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.launcher.client.House;
import dev.landlord.launcher.top.Palette;
import dev.landlord.launcher.top.Picture;
import dev.landlord.launcher.top.Sort;
import dev.landlord.launcher.top.TopTable;
import dev.landlord.launcher.top.View;
import dev.landlord.launcher.top.live.HouseLink;
import dev.landlord.launcher.top.live.LiveTop;
import dev.landlord.protocol.json.MessageCodec;
import java.io.Console;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `landlord top`
@Command(
    name = "top",
    description = {"Shows all tenants live, as htop does processes: use against quota, state, score; below each its workloads and processes.",
        "Where standard output is no terminal, and with -o json, it prints once and ends."},
    footerHeading = "%nKeys:%n",
    footer = {"  arrows, j, k   choose a row", "  Enter, Esc     into a tenant's workloads, a workload's processes; and back",
        "  s c m p i      sort by state and score, CPU, memory, pids, IO", "  u b n          sort by share of the quota, of the budget, by name",
        "  Tab            nodes, and tenants again", "  / or F4        only names that have a text in them",
        "  ? or F1        all keys, and what the figures mean", "  q or F10       quit"}
)
public final class TopCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);

    @Spec
    private CommandSpec spec;

    @Option(names = "--sort", paramLabel = "KEY", defaultValue = "score",
        description = "by what tenants are sorted at first: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
        completionCandidates = SortNames.class)
    private Sort sort;

    @Option(names = "--interval", paramLabel = "TIME", defaultValue = "1s", converter = DurationArgument.class,
        description = "how often figures are drawn anew, 100ms to 1h (default: ${DEFAULT-VALUE}); keys are answered at once")
    private Duration interval;

    @Option(names = "--once", description = "print a table and end")
    private boolean once;

    @Mixin
    private ControllerOptions controller;

    @Mixin
    private OutputFormat output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '--interval': want 100ms to 1h");
        }
        if (once || output.isForPrograms() || !isTerminal()) {
            print();
        } else {
            show();
        }
        return ExitCode.OK;
    }

    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal() && !"dumb".equals(System.getenv().getOrDefault("TERM", "dumb"));
    }

    private void print() {
        ObjectNode answer = controller.ask(client -> {
            ObjectNode both = MessageCodec.mapper().createObjectNode();
            both.set("tenants", client.get("/tenants").path("tenants"));
            both.set("nodes", client.get("/nodes").path("nodes"));
            return both;
        });
        output.print(spec.commandLine().getOut(), answer, () -> table(answer));
    }

    private List<String> table(JsonNode answer) {
        House house = new House();
        house.apply("snapshot", answer);
        return TopTable.lines(house, sort);
    }

    /// The terminal is taken only when there is something to show: what goes wrong before is told as by any command.
    private void show() throws IOException, InterruptedException {
        AtomicReference<Runnable> changed = new AtomicReference<>(() -> { });
        ControllerAddress address = controller.address();
        try (HouseLink link = new HouseLink(address, controller::addressAfter, Clock.systemUTC(), () -> changed.get().run())) {
            try {
                link.start().join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RemedyException told ? told : e;
            }
            try (Terminal terminal = terminal()) {
                boolean colours = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
                Picture picture = new Picture(new Palette(colours), ZoneId.systemDefault());
                LiveTop top = new LiveTop(terminal, new View(sort), picture, Clock.systemUTC(), interval, TopCommand::suspend);
                changed.set(top::changed);
                // Handled, they do not begin the JVM's own shutdown, in which JLine would give the terminal back before the screen is left.
                List.of("TERM", "HUP").forEach(signal -> Signals.register(signal, top::stop));
                top.run(link::standing);
            }
        }
    }

    private static Terminal terminal() {
        try {
            return TerminalBuilder.builder().system(true).dumb(false).build();
        } catch (IOException | IllegalStateException e) {
            throw new RemedyException("this terminal cannot be used: %s; landlord top --once prints a table".formatted(e.getMessage()), e);
        }
    }

    private static void suspend() {
        try {
            new ProcessBuilder("kill", "-STOP", Long.toString(ProcessHandle.current().pid())).inheritIO().start().waitFor();
        } catch (IOException _) {
            // Nothing to stop with: it goes on.
            return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The keys of `--sort`, as they are written.
    private static final class SortNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Sort.values()).map(sort -> sort.name().toLowerCase(Locale.ROOT)).iterator();
        }
    }
}
