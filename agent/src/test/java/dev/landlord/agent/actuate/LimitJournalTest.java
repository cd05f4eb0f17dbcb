package dev.landlord.agent.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Dial.Direction;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.KnobState.Held;
import dev.landlord.protocol.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitJournalTest {
    private static final TenantId TENANT = new TenantId("tenant-b");
    private static final TenantId OTHER = new TenantId("tenant-a");
    private static final String GROUP = "/landlord/tenant-b";
    private static final long INODE = 4_711;

    @TempDir
    Path directory;

    private LimitJournal open() throws IOException {
        return new LimitJournal(directory.resolve("limits"), "boot-1");
    }

    private Path file(TenantId tenant) {
        return directory.resolve("limits").resolve(tenant + ".json");
    }

    @Test
    void whatIsWrittenDownIsFoundAfterACrash() throws IOException {
        open().intend(TENANT, GROUP, Dial.of(Knob.CPU), INODE, "max 100000", "50000 100000");

        var found = open();
        assertThat(found.tenants()).containsExactly(TENANT);
        assertThat(found.of(TENANT, GROUP, Dial.of(Knob.CPU), INODE)).contains(new Held("max 100000", List.of("50000 100000")));
        assertThat(found.of(TENANT, GROUP, Dial.of(Knob.CPU), INODE + 1)).as("a successor's group").isEmpty();
        assertThat(found.otherHolder(OTHER, GROUP)).contains(TENANT);
        assertThat(found.otherHolder(TENANT, GROUP)).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("limits")))).isEqualTo("rwx------");
    }

    @Test
    void theLastTwoTextsCountAsOurs() throws IOException {
        var journal = open();
        journal.intend(TENANT, GROUP, Dial.of(Knob.CPU), INODE, "-1", "50000");
        journal.intend(TENANT, GROUP, Dial.of(Knob.CPU), INODE, "-1", "40000");
        journal.intend(TENANT, GROUP, Dial.of(Knob.CPU), INODE, "-1", "30000");
        journal.intend(TENANT, GROUP, Dial.of(Knob.CPU), INODE, "-1", "40000");

        assertThat(open().of(TENANT, GROUP, Dial.of(Knob.CPU), INODE)).contains(new Held("-1", List.of("30000", "40000")));
    }

    @Test
    void whatIsForgottenLeavesNoFile() throws IOException {
        var journal = open();
        journal.intend(TENANT, GROUP, Dial.of(Knob.CPU), INODE, "-1", "50000");
        journal.intend(TENANT, GROUP, Dial.of(Knob.PIDS), INODE, "max", "50");
        journal.forget(TENANT, GROUP, Dial.of(Knob.CPU));
        assertThat(open().of(TENANT)).extracting(LimitJournal.HeldKnob::knob).containsExactly(Knob.PIDS);

        journal.forget(TENANT, GROUP, Dial.of(Knob.PIDS));
        assertThat(file(TENANT)).doesNotExist();
    }

    @Test
    void whatTheKernelHasHeldIsKnownUntilTheReleaseAndNotAfterACrash() throws IOException {
        var journal = open();
        journal.intend(TENANT, GROUP, Dial.of(Knob.CPU), INODE, "-1", "50000");
        assertThat(journal.isConfirmed(TENANT, GROUP, Dial.of(Knob.CPU), INODE)).isFalse();
        journal.confirm(TENANT, GROUP, Dial.of(Knob.CPU), INODE);
        journal.intend(TENANT, GROUP, Dial.of(Knob.PIDS), INODE, "max", "50");
        assertThat(journal.isConfirmed(TENANT, GROUP, Dial.of(Knob.CPU), INODE)).isTrue();
        assertThat(journal.isConfirmed(TENANT, GROUP, Dial.of(Knob.CPU), INODE + 1)).isFalse();
        assertThat(journal.isConfirmed(TENANT, GROUP, Dial.of(Knob.PIDS), INODE)).isFalse();
        assertThat(open().isConfirmed(TENANT, GROUP, Dial.of(Knob.CPU), INODE)).isFalse();

        journal.forget(TENANT, GROUP, Dial.of(Knob.CPU));
        journal.intend(TENANT, GROUP, Dial.of(Knob.CPU), INODE, "-1", "50000");
        assertThat(journal.isConfirmed(TENANT, GROUP, Dial.of(Knob.CPU), INODE)).isFalse();
    }

    @Test
    void eachDirectionOfEachDeviceIsHeldByItself() throws IOException {
        var read = Dial.io("8:0", Direction.READ);
        var write = Dial.io("8:0", Direction.WRITE);
        open().intend(TENANT, GROUP, read, INODE, "max", "1048576");
        open().intend(TENANT, GROUP, write, INODE, "5000", "4000");
        assertThat(open().of(TENANT, GROUP, read, INODE)).contains(new Held("max", List.of("1048576")));
        assertThat(open().of(TENANT, GROUP, Dial.io("8:16", Direction.READ), INODE)).isEmpty();

        open().forget(TENANT, GROUP, read);
        assertThat(open().of(TENANT)).extracting(LimitJournal.HeldKnob::dial).containsExactly(write);
    }

    @Test
    void filesOfAgentsThatKnewNoDevicesAreRead() throws IOException {
        open();
        Files.writeString(file(TENANT), """
            {"bootId":"%s","tenant":"tenant-b","knobs":[{"cgroup":"%s","knob":"CPU","inode":%d,"held":{"original":"-1","ours":["50000"]}}]}"""
            .formatted("boot-1", GROUP, INODE));

        assertThat(open().of(TENANT, GROUP, Dial.of(Knob.CPU), INODE)).contains(new Held("-1", List.of("50000")));
    }

    @Test
    void limitsDoNotOutliveTheirKernel() throws IOException {
        open().intend(TENANT, GROUP, Dial.of(Knob.CPU), INODE, "-1", "50000");

        assertThat(new LimitJournal(directory.resolve("limits"), "boot-2").tenants()).isEmpty();
    }

    @Test
    void aFileCutShortBlocksItsTenantAndIsNeverOverwritten() throws IOException {
        open().intend(TENANT, GROUP, Dial.of(Knob.CPU), INODE, "-1", "50000");
        open().intend(OTHER, "/landlord/tenant-a", Dial.of(Knob.CPU), INODE, "-1", "60000");
        var whole = Files.readString(file(TENANT));
        var cut = whole.substring(0, whole.length() / 2);
        Files.writeString(file(TENANT), cut);

        var journal = open();
        assertThat(journal.unreadable(TENANT)).hasValueSatisfying(why -> assertThat(why).contains(file(TENANT).toString()));
        assertThat(journal.of(OTHER)).hasSize(1);
        assertThatThrownBy(() -> journal.intend(TENANT, GROUP, Dial.of(Knob.PIDS), INODE, "max", "5")).hasMessageContaining("not to be overwritten");
        assertThat(Files.readString(file(TENANT))).isEqualTo(cut);
    }

    @Test
    void whatACrashLeftHalfWrittenBesideIsNotRead() throws IOException {
        open().intend(TENANT, GROUP, Dial.of(Knob.CPU), INODE, "-1", "50000");
        Files.writeString(directory.resolve("limits").resolve("tenant-b.json.new"), "{\"bootId\":\"bo");

        assertThat(open().of(TENANT, GROUP, Dial.of(Knob.CPU), INODE)).contains(new Held("-1", List.of("50000")));
    }
}
