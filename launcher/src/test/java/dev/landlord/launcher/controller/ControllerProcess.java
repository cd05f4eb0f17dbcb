package dev.landlord.launcher.controller;

import dev.landlord.controller.ControllerMain;
import dev.landlord.launcher.harness.TestKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A controller in a process of its own, that can be killed and made to hang.
final class ControllerProcess implements AutoCloseable {
    private final Process process;

    ControllerProcess(TestKafka kafka, Path data, int partitions) {
        this(kafka, data, partitions, List.of("-XX:TieredStopAtLevel=1"));
    }

    /// @param flags of the JVM
    ControllerProcess(TestKafka kafka, Path data, int partitions, List<String> flags) {
        try {
            var config = Files.writeString(data.resolve("controller.yaml"), """
                kafka: {properties: %s}
                http: {port: 0}
                topics: {partitions: %d, commandPartitions: 2}
                dataDir: %s
                tick: 200ms
                snapshot: 500ms
                """.formatted(kafka.clientProperties(), partitions, data));
            var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
            command.addAll(flags);
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                ControllerMain.class.getName(), "--config", config.toString()));
            process = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Stops it on the spot, as a machine that hangs would; it holds everything and says nothing.
    void suspend() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    /// CPU time used since its start.
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /// `kill -9`
    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
