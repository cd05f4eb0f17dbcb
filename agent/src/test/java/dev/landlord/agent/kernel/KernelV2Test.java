package dev.landlord.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.test.Require;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs this module's tests tagged `kernel`, as they are built, once more on a kernel whose only hierarchy is cgroup v2.
///
/// The environment variable `LANDLORD_V2_RUN` names a program that is called as `PROGRAM -d SIZE COMMAND`: it runs the shell command as root on
/// such a kernel, with this machine's files visible at their own paths, its own environment passed on and an empty block device of
/// that size mounted at `/scratch`, and exits with the command's status. Without it, `../shared/v2/run-in-v2` beside the project is used
/// where present; without either the test is skipped.
@Order(1)
class KernelV2Test {
    private static final String VARIABLE = "LANDLORD_V2_RUN";
    private static final String DISK = "/scratch";
    private static final String DISK_SIZE = "128M";
    private static final long GUEST_TIMEOUT_MINUTES = 10;
    private static final int SHOWN_OUTPUT_CHARS = 20_000;

    @TempDir
    Path scratch;

    @Test
    void kernelTestsPassOnPureV2() throws Exception {
        Optional<Path> runner = runner();
        Require.capability("kernel-v2", runner.isPresent(),
            "set " + VARIABLE + " to a program that runs a shell command on a kernel with a pure cgroup v2");

        Path output = scratch.resolve("guest.log");
        ProcessBuilder guest = new ProcessBuilder(runner.orElseThrow().toString(), "-d", DISK_SIZE, shellLine(consoleLauncher()))
            .redirectErrorStream(true).redirectOutput(output.toFile());
        guest.environment().put(Require.VARIABLE, "kernel," + SamplingKernelTest.BLOCK_IO);
        guest.environment().put(SamplingKernelTest.DISK_VARIABLE, DISK);
        Process process = guest.start();
        boolean ended = process.waitFor(GUEST_TIMEOUT_MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroy();
        }

        String said = tail(Files.readString(output));
        assertThat(ended).as("the guest ended within %d minutes; it said:%n%s", GUEST_TIMEOUT_MINUTES, said).isTrue();
        assertThat(process.exitValue()).as("status of the kernel tests on cgroup v2; the guest said:%n%s", said).isZero();
        assertThat(said).as("what the guest said").containsPattern("\\[ +[1-9][0-9]* tests successful");
    }

    private static List<String> consoleLauncher() {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED",
            "-cp", visibleClassPath(),
            "org.junit.platform.console.ConsoleLauncher", "execute", "--disable-banner", "--disable-ansi-colors",
            "--include-engine", "junit-jupiter", "--select-package", "dev.landlord.agent", "--include-tag", "kernel",
            "--config", "junit.jupiter.execution.parallel.enabled=false", "--fail-if-no-tests", "--details", "tree");
    }

    /// Absolute paths: the guest may start elsewhere.
    private static String visibleClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    }

    private static String shellLine(List<String> words) {
        return "exec " + String.join(" ", words.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList());
    }

    private static Optional<Path> runner() throws IOException {
        String named = System.getenv(VARIABLE);
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        Path beside = projectRoot().resolveSibling("shared").resolve("v2").resolve("run-in-v2");
        return Optional.of(beside).filter(Files::isExecutable);
    }

    /// The topmost of the folders, from the working one upwards, that hold a pom.
    private static Path projectRoot() throws IOException {
        Path root = Path.of("").toRealPath();
        while (root.getParent() != null && Files.exists(root.resolveSibling("pom.xml"))) {
            root = root.getParent();
        }
        return root;
    }

    private static String tail(String text) {
        return text.length() <= SHOWN_OUTPUT_CHARS ? text : "…" + text.substring(text.length() - SHOWN_OUTPUT_CHARS);
    }
}
