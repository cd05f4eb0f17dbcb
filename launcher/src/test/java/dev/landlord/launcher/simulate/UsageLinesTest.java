package dev.landlord.launcher.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.UsageSample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class UsageLinesTest implements UsageSink {
    private static final String SAMPLE = """
        {"schema":"landlord.usage/1","tenant":"tenant-a","node":"n1","bootId":"b","agentRun":1,"seq":%d,"sampledAt":"2026-11-22T10:00:01Z",\
        "elapsedMs":1000,"workloads":[]}
        """;

    private final List<Long> samples = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private final List<String> bad = new ArrayList<>();
    private final List<Double> shares = new ArrayList<>();

    @Override
    public void sample(UsageSample sample, Instant at) {
        samples.add(sample.seq());
        times.add(at);
    }

    @Override
    public void bad(String where, String why) {
        bad.add(where + " " + why);
    }

    @Override
    public void progress(double share) {
        shares.add(share);
    }

    private void read(String text) throws IOException {
        read(text.getBytes(StandardCharsets.UTF_8));
    }

    private void read(byte[] bytes) throws IOException {
        new UsageLines("usage.jsonl", this).read(new ByteArrayInputStream(bytes), bytes.length);
    }

    @Test
    void readsOneSampleALineAtTheTimeWhenItWasTaken() throws IOException {
        read(SAMPLE.formatted(1) + "\n\r\n" + SAMPLE.formatted(2).strip());

        assertThat(samples).containsExactly(1L, 2L);
        assertThat(times).containsOnly(Instant.parse("2026-11-22T10:00:01Z"));
        assertThat(bad).isEmpty();
    }

    @Test
    void takesTheRecordsOwnTimeWhereTheConsumerPrintedIt() throws IOException {
        read("LogAppendTime:1795428005000\ttenant-a\t" + SAMPLE.formatted(1));

        assertThat(samples).containsExactly(1L);
        assertThat(times).containsExactly(Instant.ofEpochMilli(1795428005000L));
    }

    @Test
    void namesEachLineThatIsNoSampleAndGoesOn() throws IOException {
        read(SAMPLE.formatted(1) + "Processed a total of 7 messages\n{\"schema\":\"landlord.acks/1\"}\n{\"schema\":\"landlord.usage/1\"\n"
            + SAMPLE.formatted(2));

        assertThat(samples).containsExactly(1L, 2L);
        assertThat(bad).hasSize(3);
        assertThat(bad.get(0)).isEqualTo("usage.jsonl:2 no JSON object");
        assertThat(bad.get(1)).isEqualTo("usage.jsonl:3 its schema is 'landlord.acks/1', not landlord.usage/1");
        assertThat(bad.get(2)).startsWith("usage.jsonl:4 ");
    }

    @Test
    void readsGzip() throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write((SAMPLE.formatted(1) + SAMPLE.formatted(2)).getBytes(StandardCharsets.UTF_8));
        }

        read(zipped.toByteArray());

        assertThat(samples).containsExactly(1L, 2L);
    }

    @Test
    void holdsNoMoreThanTheLongestLineOfEndlessGarbage() throws IOException {
        long[] left = {3L * UsageLines.LONGEST_LINE};
        var garbage = new InputStream() {
            @Override
            public int read() {
                return left[0]-- > 0 ? 'x' : -1;
            }
        };

        new UsageLines("usage.jsonl", this).read(garbage, -1);

        assertThat(bad).containsExactly("usage.jsonl:1 longer than %d bytes".formatted(UsageLines.LONGEST_LINE));
    }

    @Test
    void tellsHowFarItIs() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append(SAMPLE.formatted(i));
        }

        read(text.toString());

        assertThat(samples).hasSize(3000);
        assertThat(shares).hasSize(3).isSorted().allSatisfy(share -> assertThat(share).isBetween(0.0, 1.0));
    }

    @Test
    void anEmptyFileHasNothing() throws IOException {
        read("");

        assertThat(samples).isEmpty();
        assertThat(bad).isEmpty();
    }
}
