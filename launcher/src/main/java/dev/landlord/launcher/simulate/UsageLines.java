package dev.landlord.launcher.simulate;

import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// Values of `landlord.usage`, one a line, as `kcat` and `kafka-console-consumer` print them; what stands before a line's first brace (the key, the
/// record's time) is looked at for the time only. Plain or gzip. Holds one line at a time.
public final class UsageLines {
    /// A longer line is no sample.
    static final int LONGEST_LINE = 16 << 20;
    private static final int PROGRESS_LINES = 1000;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final Pattern RECORD_TIME = Pattern.compile("\\b(?:CreateTime|LogAppendTime):(\\d{1,15})\\b");

    private final String name;
    private final UsageSink sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;
    private boolean tooLong;

    /// @param name of the file, for [UsageSink#bad]
    public UsageLines(String name, UsageSink sink) {
        this.name = name;
        this.sink = sink;
    }

    /// Reads to the end; does not close.
    ///
    /// @param bytes in all, or a negative number where that is not known
    public void read(InputStream from, long bytes) throws IOException {
        var counted = new Counted(from);
        var input = plain(new BufferedInputStream(counted));
        var buffer = new byte[1 << 16];
        for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
            int begin = 0;
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '\n') {
                    keep(buffer, begin, i);
                    end();
                    begin = i + 1;
                    if (number % PROGRESS_LINES == 0) {
                        sink.progress(bytes <= 0 ? -1 : Math.min(1, (double) counted.count / bytes));
                    }
                }
            }
            keep(buffer, begin, read);
        }
        if (line.size() > 0) {
            end();
        }
    }

    private static InputStream plain(BufferedInputStream input) throws IOException {
        input.mark(2);
        boolean zipped = input.read() == GZIP_FIRST && input.read() == GZIP_SECOND;
        input.reset();
        return zipped ? new GZIPInputStream(input, 1 << 16) : input;
    }

    private void keep(byte[] buffer, int from, int to) {
        tooLong |= line.size() + to - from > LONGEST_LINE;
        if (!tooLong) {
            line.write(buffer, from, to - from);
        }
    }

    private void end() {
        number++;
        if (tooLong) {
            bad("longer than %s bytes".formatted(LONGEST_LINE));
        } else {
            value(line.toByteArray());
        }
        line.reset();
        tooLong = false;
    }

    private void value(byte[] text) {
        int brace = 0;
        while (brace < text.length && text[brace] != '{') {
            brace++;
        }
        var before = new String(text, 0, brace, StandardCharsets.UTF_8);
        if (brace == text.length) {
            if (!before.isBlank()) {
                bad("no JSON object");
            }
            return;
        }
        switch (MessageCodec.usage(brace == 0 ? text : Arrays.copyOfRange(text, brace, text.length))) {
            case Decoded.Known(var sample) -> sink.sample(sample, time(before, sample.sampledAt()));
            case Decoded.UnknownSchema(var schema) -> bad("its schema is '%s', not landlord.usage/1".formatted(schema));
            case Decoded.Malformed(var why) -> bad(why);
        }
    }

    private static Instant time(String before, Instant otherwise) {
        var found = RECORD_TIME.matcher(before);
        return found.find() ? Instant.ofEpochMilli(Long.parseLong(found.group(1))) : otherwise;
    }

    private void bad(String why) {
        sink.bad(name + ":" + number, why);
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
