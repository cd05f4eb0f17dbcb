package dev.landlord.launcher.run;

import dev.landlord.launcher.RemedyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A command that runs in a workload's group. It enters the group before its first instruction, so that nothing it does is
/// charged elsewhere, and this JVM is charged to nobody.
public final class Workload {
    /// The shell's exit status if it could not enter the group.
    public static final int COULD_NOT_ENTER = 125;

    private static final String SHELL = "/bin/sh";
    private static final String NAME_IN_MESSAGES = "landlord run";

    /// Takes a count, so many groups, and the command with its arguments, which stay arguments.
    private static final String ENTER_AND_EXEC = """
        groups=$1
        shift
        while [ "$groups" -gt 0 ]; do
            echo $$ > "$1/cgroup.procs" || exit %s
            shift
            groups=$((groups - 1))
        done
        exec "$@"
        """.formatted(COULD_NOT_ENTER);

    private final WorkloadGroup group;
    private final Process process;

    private Workload(WorkloadGroup group, Process process) {
        this.group = group;
        this.process = process;
    }

    /// @param command program and arguments; never seen by a shell as anything but arguments
    /// @param setting of the process: its streams, environment, directory
    /// @throws RemedyException if the shell cannot be started
    public static Workload start(WorkloadGroup group, List<String> command, Consumer<ProcessBuilder> setting) {
        List<String> line = new ArrayList<>(List.of(SHELL, "-c", ENTER_AND_EXEC, NAME_IN_MESSAGES));
        line.add(Integer.toString(group.directories().size()));
        group.directories().stream().map(Path::toString).forEach(line::add);
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line);
        setting.accept(builder);
        try {
            return new Workload(group, builder.start());
        } catch (IOException e) {
            throw new RemedyException("%s cannot be started: %s".formatted(SHELL, e.getMessage()), e);
        }
    }

    public WorkloadGroup group() {
        return group;
    }

    public Process process() {
        return process;
    }

    public CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /// Waits for the command's end.
    ///
    /// @return its status; 128 + n if signal n ended it
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    /// Sends a signal to the command, if it still runs.
    ///
    /// @param name without `SIG`, e.g. `INT`
    public void signal(String name) {
        if (!process.isAlive()) {
            return;
        }
        try {
            // The shell's own kill: the program of that name is not everywhere, and Java sends TERM and KILL only.
            new ProcessBuilder(SHELL, "-c", "kill -s \"$1\" \"$2\"", SHELL, name, Long.toString(process.pid()))
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new RemedyException("signal %s cannot be sent to process %s: %s".formatted(name, process.pid(), e.getMessage()), e);
        }
    }
}
