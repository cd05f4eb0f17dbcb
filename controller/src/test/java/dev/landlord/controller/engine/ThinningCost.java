package dev.landlord.controller.engine;

import dev.landlord.controller.view.Messages;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a sample costs that is passed over when a history is read again, and one that is not. A measurement, not a test, so its name keeps it out of
/// the usual run: `mvn verify -pl controller -am -Dtest=ThinningCost -Dsurefire.failIfNoSpecifiedTests=false`.
class ThinningCost {
    private static final int TENANTS = 1_000;
    private static final int NODES = 10;
    private static final int SECONDS = 30;

    @Test
    void measure() {
        var decoder = new ThinningDeserializer(() -> Messages.START.plus(Duration.ofHours(40)));
        for (int round = 0; round < 3; round++) {
            for (boolean thin : new boolean[] {true, false}) {
                decoder.thin(thin);
                long nanos = 0;
                long decoded = 0;
                for (int second = 0; second < SECONDS; second++) {
                    int at = round * 60 + second;
                    var values = IntStream.range(0, TENANTS * NODES).mapToObj(i -> MessageCodec.encode(sample(i, at))).toList();
                    long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                    for (var value : values) {
                        decoded += decoder.deserialize(Topic.USAGE.topicName(), value) == ThinningDeserializer.PASSED_OVER ? 0 : 1;
                    }
                    nanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
                }
                System.out.printf("%s: %,d samples of %,d bytes, %,d decoded: %.2f us of CPU each%n", thin ? "thinned" : "whole",
                    TENANTS * NODES * SECONDS, MessageCodec.encode(sample(1, 1)).length, decoded, nanos / 1e3 / (TENANTS * NODES * SECONDS));
            }
        }
    }

    private static UsageSample sample(int number, long second) {
        var tenant = new TenantId("tenant-" + number % TENANTS);
        var meters = new Meters(second * 500_000L, 0L, 0L, 0L, 1L << 30, 1L << 29, second * 1_000_000L, 0L, 12L, second * 4096L, 0L, second, 0L);
        return new UsageSample(tenant, new NodeId("node-" + number / TENANTS), "0c1a8b9e-3f5d-4d1e-9a57-6f2f3c8b7a10", 7, second + 1,
            Messages.at(second), 1000, meters, null, List.of(new WorkloadSample("train-1", "/landlord/" + tenant + "/train-1", 4712,
                WorkloadSample.Origin.OWN, Messages.START, meters, List.of())), Map.of());
    }
}
