package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.ledger.Ledger;
import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.ledger.UseToDate;
import dev.landlord.controller.policy.BudgetStanding;
import dev.landlord.controller.policy.Counters;
import dev.landlord.controller.policy.Demand;
import dev.landlord.controller.policy.NodeMeter;
import dev.landlord.controller.policy.PolicyRecord;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.controller.policy.Use;
import dev.landlord.controller.policy.WorkloadMeter;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StateCodecTest {
    private static final TenantId TENANT = new TenantId("tenant-a");
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final Offsets OFFSETS = new Offsets(10, 2, 3);

    static Stream<StateRecord> records() {
        return Stream.of(
            new StateRecord.Claim("controller-1", Instant.parse("2026-11-22T10:00:00Z")),
            new StateRecord.Checkpoint(7, OFFSETS),
            new StateRecord.Snapshot(7, OFFSETS, TenantState.initial(new TenantId("tenant-a"))),
            new StateRecord.Snapshot(7, OFFSETS, TenantState.initial(TENANT).apply(new PolicyRecord.BudgetMoved(new BudgetStanding(
                new Budget(500.0, null, Budget.Per.MONTH), LocalDate.of(2026, 11, 1), BudgetStanding.Stage.SPENT, AT, AT.plusSeconds(60), false, 0.1,
                AT.plusSeconds(61), List.of("n1/4711"))))));
    }

    @Test
    void aLedgerComesBackAsItWentWithItsFiguresAsArrays() {
        var meters = new Meters(5_000L, null, null, 0L, 1L, 1L, 0L, null, 1L, 7L, 0L, 1L, 0L);
        var sample = new UsageSample(TENANT, new NodeId("n1"), "boot", 1, 1, AT, 0, null, meters, 7L, null,
            List.of(new WorkloadSample("/j", "/j", 50, WorkloadSample.Origin.ADOPTED, AT, true, null, meters, List.of())), Map.of());
        var ledger = Ledger.book(TenantLedger.of(TENANT), sample, AT).ledger();
        var snapshot = new StateRecord.Snapshot(7, OFFSETS, TenantState.initial(TENANT), ledger);

        var text = new String(StateCodec.encode(snapshot), StandardCharsets.UTF_8);

        assertThat(StateCodec.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(new Decoded.Known<>(snapshot));
        assertThat(text).contains("\"hours\":{\"10\":[10000,0,0,14,0,2,0,null,2,2,1,null,null,null]}",
            "\"own\":[7,null,true,1,0,1795341600000,false,[5000,0,7,0,1,0,null,0,1],1795341600000,1795341600000,1795341600000,false]");
    }

    @Test
    void whatIsCarriedOnInAMonthComesBackAsItWent() {
        var sample = new UsageSample(TENANT, new NodeId("n1"), "boot", 1, 1, AT, 0, null,
            new Meters(5_000L, null, null, null, null, null, null, null, null, null, null, null, null), 7L, null, List.of(), Map.of());
        var booked = Ledger.book(TenantLedger.of(TENANT), sample, AT).ledger();
        var later = Ledger.pass(booked, AT.plus(Ledger.FORGOTTEN)).ledger();
        var snapshot = new StateRecord.Snapshot(7, OFFSETS, TenantState.initial(TENANT), later);

        var text = new String(StateCodec.encode(snapshot), StandardCharsets.UTF_8);

        assertThat(text).contains("\"carried\":{\"2026-11\":[5000,0]}");
        assertThat(StateCodec.shown(text.getBytes(StandardCharsets.UTF_8))).as("without the ledger")
            .hasValue(new StateCodec.Shown(snapshot.state(), later.toDate()));
        assertThat(StateCodec.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(new Decoded.Known<>(snapshot));
        assertThat(new String(StateCodec.encode(new StateRecord.Snapshot(7, OFFSETS, TenantState.initial(TENANT), booked)), StandardCharsets.UTF_8))
            .as("as it was before there were budgets").doesNotContain("carried", "budget");
    }

    @Test
    void aSnapshotOfBeforeThereWasALedgerIsRead() {
        var text = new String(StateCodec.encode(new StateRecord.Snapshot(7, OFFSETS, TenantState.initial(TENANT))), StandardCharsets.UTF_8);

        assertThat(text).doesNotContain("ledger", "toDate");
        assertThat(StateCodec.shown(text.getBytes(StandardCharsets.UTF_8))).map(StateCodec.Shown::toDate).hasValue(UseToDate.NONE);
        assertThat(StateCodec.decode(text.getBytes(StandardCharsets.UTF_8))).isInstanceOfSatisfying(Decoded.Known.class, known ->
            assertThat(((StateRecord.Snapshot) known.message()).books()).isEqualTo(TenantLedger.of(TENANT)));
    }

    @ParameterizedTest
    @MethodSource("records")
    void comesBackAsItWent(StateRecord value) {
        assertThat(StateCodec.decode(StateCodec.encode(value))).isEqualTo(new Decoded.Known<>(value));
    }

    @ParameterizedTest
    @MethodSource("records")
    void theHeaderIsReadWithoutTheRest(StateRecord value) {
        var header = StateCodec.header(StateCodec.encode(value));

        assertThat(header.known()).isTrue();
        assertThat(header.kind()).isEqualTo(value.kind());
        assertThat(header.epoch()).isEqualTo(value instanceof StateRecord.Claim ? -1 : 7);
    }

    /// What is not known is null there, and stays unknown.
    @Test
    void aMeterOnTheWire() {
        var use = new Use(0.25, null, 3L, 4096L);
        var read = new Counters(null, null, null, null, 0L);
        var workload = new WorkloadMeter("/j", "/j", 50, WorkloadSample.Origin.ADOPTED, AT, null, read, use, null);
        var meter = new NodeMeter("boot", 1, 2, AT, AT, 1000, 1000, true, use, null, 1.0, new Counters(5_000L, 7L, 0L, null, null),
            List.of(workload), new Demand(1000, Use.ZERO, Use.UNKNOWN, null, null));
        var snapshot = new StateRecord.Snapshot(7, OFFSETS, TenantState.initial(TENANT).apply(new PolicyRecord.Metered(new NodeId("n1"), meter)));

        var text = new String(StateCodec.encode(snapshot), StandardCharsets.UTF_8);

        assertThat(text).contains("""
            "meters":{"n1":{"bootId":"boot","agentRun":1,"seq":2,"at":"2026-11-22T10:00:00Z","sampledAt":"2026-11-22T10:00:00Z",\
            "intervalMs":1000,"elapsedMs":1000,"ownGroup":true,"use":{"cpuCores":0.25,"memoryBytes":null,"pids":3,"ioBytesPerSecond":4096},\
            "throttledShare":null,"coverage":1.0,\
            "own":{"cpuUsageUsec":5000,"cpuPeriods":7,"cpuThrottled":0,"throttledUsec":null,"ioBytes":null},\
            "workloads":[{"id":"/j","cgroup":"/j","cgroupId":50,"origin":"adopted","firstSeen":"2026-11-22T10:00:00Z","priority":null,\
            "counters":{"cpuUsageUsec":null,"cpuPeriods":null,"cpuThrottled":null,"throttledUsec":null,"ioBytes":0},\
            "use":{"cpuCores":0.25,"memoryBytes":null,"pids":3,"ioBytesPerSecond":4096},"exempt":null}],\
            "demand":{"ageMs":1000,"peak":{"cpuCores":0.0,"memoryBytes":0,"pids":0,"ioBytesPerSecond":0},\
            "before":{"cpuCores":null,"memoryBytes":null,"pids":null,"ioBytesPerSecond":null},"pressedCores":null}}}""");
        assertThat(StateCodec.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(new Decoded.Known<>(snapshot));
    }

    /// Only where block IO is limited; older snapshots do not tell it.
    @Test
    void whatALimitOnBlockIoLetsThroughComesBack() {
        var meter = new NodeMeter("boot", 1, 2, AT, AT, 1000, 1000, true, Use.ZERO, null, 1.0, null, List.of(),
            new Demand(1000, Use.ZERO, Use.UNKNOWN, null, 2048.5));
        var snapshot = new StateRecord.Snapshot(7, OFFSETS, TenantState.initial(TENANT).apply(new PolicyRecord.Metered(new NodeId("n1"), meter)));

        var text = new String(StateCodec.encode(snapshot), StandardCharsets.UTF_8);

        assertThat(text).contains("\"pressedCores\":null,\"limitedIo\":2048.5}");
        assertThat(StateCodec.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(new Decoded.Known<>(snapshot));
    }

    @Test
    void aCheckpointOnTheWire() {
        assertThat(new String(StateCodec.encode(new StateRecord.Checkpoint(7, OFFSETS)), StandardCharsets.UTF_8)).isEqualTo(
            "{\"schema\":\"landlord.state/1\",\"kind\":\"offsets\",\"epoch\":7,\"offsets\":{\"usage\":10,\"acks\":2,\"requests\":3}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        not JSON
        []
        {"schema":"landlord.state/2","kind":"claim"}
        {"kind":"claim"}
        {"schema":17}
        """)
    void aHeaderThatIsNoneOfOursIsNotKnown(String value) {
        assertThat(StateCodec.header(value.getBytes(StandardCharsets.UTF_8)).known()).isFalse();
    }
}
