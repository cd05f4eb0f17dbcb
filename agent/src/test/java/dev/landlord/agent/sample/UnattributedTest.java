package dev.landlord.agent.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnattributedTest {
    private static final long MILLI = 1_000_000;

    private final Unattributed unattributed = new Unattributed();
    private final Map<Long, MeterReadings> groups = new HashMap<>();

    @Test
    void countsWhatTheTotalGrewByBeyondTheGroups() {
        group(1, 500);
        assertThat(cpu(10_000)).isEqualTo(Reading.known(0));
        group(1, 700);
        assertThat(cpu(11_000)).isEqualTo(Reading.known(800));
        group(1, 1_700);
        assertThat(cpu(12_000)).isEqualTo(Reading.known(800));
    }

    @Test
    void neverGoesBackAndForgetsNothing() {
        group(1, 0);
        cpu(1_000);
        group(1, 150);
        assertThat(cpu(1_100)).as("the group was read after the total").isEqualTo(Reading.known(0));
        group(1, 200);
        assertThat(cpu(1_300)).isEqualTo(Reading.known(100));
    }

    @Test
    void aGroupThatGoesLeavesItsPastWithItsTenant() {
        group(1, 5_000);
        cpu(10_000);
        groups.clear();
        assertThat(cpu(10_050)).isEqualTo(Reading.known(50));
    }

    @Test
    void aNewGroupTakesAllItUsed() {
        cpu(10_000);
        group(1, 900);
        assertThat(cpu(11_000)).isEqualTo(Reading.known(100));
    }

    @Test
    void aGroupThatANewRuleClaimsCountsFromNowOn() {
        cpu(10_000);
        group(1, 9_000_000);
        assertThat(cpu(11_000, true)).isEqualTo(Reading.known(1_000));
        group(1, 9_000_400);
        assertThat(cpu(12_000)).isEqualTo(Reading.known(1_600));
    }

    @Test
    void isNotKnownWhereTheTotalOrAGroupIsNot() {
        var dark = new MeterReadings();
        groups.put(1L, dark);
        assertThat(cpu(10_000)).isEqualTo(Reading.unavailable("not known of every tenant"));
        dark.put(Meter.CPU_USAGE, Reading.known(5));
        assertThat(unattributed.observe(new MeterReadings(), groups, false).get(Meter.CPU_USAGE)).isInstanceOf(Reading.Unavailable.class);
        assertThat(cpu(11_000)).as("begins anew after a gap").isEqualTo(Reading.known(0));
        assertThat(cpu(11_010)).isEqualTo(Reading.known(10));
    }

    @Test
    void gaugesAreDifferencesNotBelowZero() {
        var total = new MeterReadings();
        total.put(Meter.MEMORY, Reading.known(1_000));
        total.put(Meter.INACTIVE_FILE, Reading.known(300));
        total.put(Meter.PIDS, Reading.known(3));
        var group = new MeterReadings();
        group.put(Meter.MEMORY, Reading.known(400));
        group.put(Meter.INACTIVE_FILE, Reading.known(100));
        group.put(Meter.PIDS, Reading.known(5));

        var first = unattributed.observe(total, Map.of(1L, group), false);
        unattributed.meters(first, 0);
        var meters = unattributed.meters(unattributed.observe(total, Map.of(1L, group), false), 10 * MILLI);

        assertThat(meters.memoryBytes()).isEqualTo(600);
        assertThat(meters.workingSetBytes()).isEqualTo(400);
        assertThat(meters.memoryByteMillis()).isEqualTo(4_000);
        assertThat(meters.pids()).isZero();
        assertThat(meters.throttledUsec()).isNull();
    }

    private void group(long id, long cpuUsageUsec) {
        var readings = new MeterReadings();
        readings.put(Meter.CPU_USAGE, Reading.known(cpuUsageUsec));
        groups.put(id, readings);
    }

    private Reading cpu(long total) {
        return cpu(total, false);
    }

    private Reading cpu(long total, boolean rulesChanged) {
        var readings = new MeterReadings();
        readings.put(Meter.CPU_USAGE, Reading.known(total));
        return unattributed.observe(readings, groups, rulesChanged).get(Meter.CPU_USAGE);
    }
}
