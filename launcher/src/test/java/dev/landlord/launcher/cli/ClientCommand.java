package dev.landlord.launcher.cli;

import dev.landlord.launcher.harness.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A command that asks a controller, beside the data directory of one that is played and whose token is `s3cret`. Each test has its own.
final class ClientCommand implements BeforeEachCallback, AfterEachCallback {
    private final CapturedCommand command;
    private FakeController controller;
    private ScratchDirectory data;

    /// @param command makes it anew for each run
    ClientCommand(Supplier<?> command) {
        this.command = new CapturedCommand(command);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        controller = new FakeController();
        data = new ScratchDirectory();
        Files.writeString(data().resolve("admin.token"), "s3cret\n");
        Files.writeString(data().resolve("controller.url"), controller.url() + "\n");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        controller.close();
        data.close();
    }

    FakeController controller() {
        return controller;
    }

    /// Of the controller; a test may write there what else it needs.
    Path data() {
        return data.path();
    }

    /// Says where the data directory is. What it says and returns is as [CapturedCommand] tells.
    int run(String... arguments) {
        return runAsIs(Stream.concat(Arrays.stream(arguments), Stream.of("--data", data().toString())).toArray(String[]::new));
    }

    /// For a command that has no data directory.
    int runAsIs(String... arguments) {
        return command.run(arguments);
    }

    String out() {
        return command.out();
    }

    String err() {
        return command.err();
    }

    void forgetOut() {
        command.forgetOut();
    }
}
