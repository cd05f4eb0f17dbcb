package dev.landlord.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The start script `./landlord`, in a tree that is built, with a JDK that only says how it was called.
class StartScriptTest {
    private static final Path SCRIPT = Path.of("../landlord");
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path dir;

    @Test
    void theCommandRunsWhereThePersonIs() throws IOException, InterruptedException {
        Path home = Files.createDirectories(dir.resolve("home"));
        Files.createDirectories(home.resolve("launcher/src/main"));
        Files.createDirectories(home.resolve("launcher/target"));
        for (String part : new String[] {"pom.xml", "launcher/pom.xml", "launcher/jvm.options", "launcher/target/landlord.jar"}) {
            Files.createFile(home.resolve(part));
        }
        Files.setLastModifiedTime(home.resolve("launcher/target/landlord.jar"), FileTime.from(Instant.now().plusSeconds(60)));
        Path script = executable(home.resolve("landlord"), Files.readString(SCRIPT));
        Path jdk = dir.resolve("jdk");
        executable(jdk.resolve("bin/java"), "#!/bin/sh\npwd -P\nfor last; do :; done\necho \"$last\"\n");
        executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        Path elsewhere = Files.createDirectories(dir.resolve("else where")).toRealPath();

        ProcessBuilder call = new ProcessBuilder(script.toString(), "tenant", "apply", "-f", "tenants.yaml").directory(elsewhere.toFile())
            .redirectErrorStream(true);
        call.environment().put("JAVA_HOME", jdk.toString());
        Process process = call.start();
        process.getOutputStream().close();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(told.lines()).containsExactly(elsewhere.toString(), "tenants.yaml");
        assertThat(process.exitValue()).isZero();
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
