package dev.landlord.launcher.cli;

import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.launcher.client.ControllerClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which controller is asked. A mixin of every command that asks one.
final class ControllerOptions {
    @Option(names = "--url", paramLabel = "URL",
        description = "the controller's address (default: what a controller with this data directory wrote there, else http://127.0.0.1:8080)")
    private String url;

    @Mixin
    private DataOption data;

    @Option(names = "--token-file", paramLabel = "FILE",
        description = "a file with the admin token (default: admin.token in the data directory, for a controller on this machine)")
    private Path tokenFile;

    Path dataDirectory() {
        return data.directory();
    }

    /// Where the controller is now.
    ControllerAddress address() {
        return ControllerAddress.find(url, tokenFile, data.directory());
    }

    /// Where it is now, if that was said or it has written it down; else where it was: one that has ended takes its note with it.
    ControllerAddress addressAfter(ControllerAddress before) {
        return url != null || Files.exists(data.directory().resolve(ControllerAddress.URL_FILE)) ? address() : before;
    }

    <T> T ask(Function<ControllerClient, T> question) {
        try (ControllerClient client = new ControllerClient(address())) {
            return question.apply(client);
        }
    }
}
