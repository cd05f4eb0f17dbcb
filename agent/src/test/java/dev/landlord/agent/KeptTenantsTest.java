package dev.landlord.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTenantsTest {
    private static final TenantSpec A = new TenantSpec(new TenantId("tenant-a"), 3, "strict", new Quota(0.5, null, null, null),
        new Quota(1.0, 1L << 30, null, null), List.of(new MatchRule("/slurm/uid_1001/*")), Map.of("team", "a\nb"));
    private static final TenantSpec B = new TenantSpec(new TenantId("tenant-b"), 1, null, Quota.NONE, Quota.NONE, List.of(), Map.of());

    @TempDir
    Path stateDir;

    @Test
    void thoseKeptLastAreThereAtTheNextStart() {
        var kept = new KeptTenants(stateDir);
        assertThat(kept.read()).as("nothing was ever kept").isEmpty();

        kept.keep(List.of(B));
        kept.keep(List.of(A, B));
        assertThat(new KeptTenants(stateDir).read()).contains(List.of(A, B));

        kept.keep(List.of());
        assertThat(new KeptTenants(stateDir).read()).as("nobody is declared, which is known").contains(List.of());
    }

    @Test
    void whatCannotBeReadIsPassedOver() throws IOException {
        var kept = new KeptTenants(stateDir);
        kept.keep(List.of(A));
        Files.writeString(stateDir.resolve("tenants"), "{\"schema\":\"landlord.tenants/9\"}\nrubbish\n", StandardOpenOption.APPEND);
        assertThat(kept.read()).contains(List.of(A));

        Files.write(stateDir.resolve("tenants"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(kept.read()).isEmpty();
    }
}
