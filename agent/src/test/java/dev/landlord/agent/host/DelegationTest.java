package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelegationTest {
    private static final String SERVICE = "user.slice/user-1000.slice/user@1000.service";

    @TempDir
    Path scratch;

    private CapturedHost host;

    @BeforeEach
    void login() throws IOException {
        host = CapturedHost.copy("v2", scratch);
        Files.writeString(scratch.resolve("proc/self/cgroup"), "0::/" + SERVICE + "/app.slice/shell.scope\n");
        Files.createDirectories(host.cgroup(SERVICE + "/app.slice/shell.scope"));
    }

    @Test
    void itIsTheUppermostGroupOfThisUserOnTheWayToItsOwn() throws IOException {
        host.write(SERVICE + "/app.slice/cgroup.procs", "");
        host.write(SERVICE + "/cgroup.procs", "");

        assertThat(Delegation.find(scratch, host.layout(), "landlord-demo")).map(OwnSubtree::cgroup).contains("/" + SERVICE + "/landlord-demo");
    }

    @Test
    void aGroupFromWhichNoProcessMayBeMovedIsNone() throws IOException {
        assertThat(Delegation.find(scratch, host.layout(), "landlord-demo")).isEmpty();
    }

    @Test
    void ifControllersAreElsewhereThereIsNone() throws IOException {
        var hybrid = CapturedHost.copy("hybrid", scratch.resolve("hybrid"));
        Files.writeString(hybrid.fsRoot().resolve("proc/self/cgroup"), "0::/a\n");
        hybrid.write("unified/a/cgroup.procs", "");

        assertThat(Delegation.find(hybrid.fsRoot(), hybrid.layout(), "landlord-demo")).isEmpty();
    }
}
