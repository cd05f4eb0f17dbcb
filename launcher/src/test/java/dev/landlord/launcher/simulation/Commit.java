package dev.landlord.launcher.simulation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a seed is run on: without it, its number says nothing.
final class Commit {
    private Commit() {
    }

    /// The commit, with a plus where the tree differs from it; `unknown` outside of a repository.
    static String checkedOut() {
        var commit = git("rev-parse", "--short=12", "HEAD");
        return commit.isEmpty() ? "unknown" : git("status", "--porcelain").isEmpty() ? commit : commit + "+";
    }

    private static String git(String... arguments) {
        try {
            var command = new ArrayList<>(List.of(arguments));
            command.addFirst("git");
            var process = new ProcessBuilder(command).redirectErrorStream(false).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
