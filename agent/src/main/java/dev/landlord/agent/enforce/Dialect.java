package dev.landlord.agent.enforce;

import dev.landlord.agent.enforce.Dial.Direction;
import dev.landlord.protocol.message.Limits;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How one of the kernel's two cgroup interfaces names and writes the knobs: every difference of names and units between v1 and v2
/// that matters to enforcement stands here.
///
/// Sources: Linux, Documentation/scheduler/sched-bwc.rst, Documentation/admin-guide/cgroup-v1/{memory,pids,freezer-subsystem}.rst and
/// Documentation/admin-guide/cgroup-v2.rst. Quotas and periods are in microseconds; memory is in bytes, counted in pages. A weight of v2 is
/// `weight * 1024 / 100` shares of v1 and back, to the nearest, as the scheduler converts it (`sched_weight_from_cgroup` and
/// `sched_weight_to_cgroup` in kernel/sched/sched.h). The rates of block IO are in bytes a second; v1 holds each group to its own rates only, not to
/// those of the groups above (Documentation/admin-guide/cgroup-v1/blkio-controller.rst, "Hierarchical Cgroups").
public enum Dialect {
    V1 {
        @Override
        public Optional<String> file(Knob knob) {
            return switch (knob) {
                case CPU_WEIGHT -> Optional.of("cpu.shares");
                case IO -> Optional.of(V1_READ_RATES);
                case CPU -> Optional.of("cpu.cfs_quota_us");
                case MEMORY_HIGH -> Optional.empty();
                case MEMORY -> Optional.of("memory.limit_in_bytes");
                case PIDS -> Optional.of("pids.max");
                case FREEZER -> Optional.of("freezer.state");
            };
        }

        /// `freezer.state` is also FROZEN because a parent is; what the group itself was told stands in `freezer.self_freezing`.
        @Override
        public KnobText read(Dial dial, Files files) throws IOException {
            var knob = dial.knob();
            return switch (knob) {
                case IO -> new KnobText(wordAfter(dial.device(), files.text(file(dial).orElseThrow())), "");
                case CPU -> new KnobText(files.text("cpu.cfs_quota_us"), files.text("cpu.cfs_period_us"));
                case FREEZER -> new KnobText(
                    files.text("freezer.self_freezing").equals("0") ? "THAWED" : "FROZEN", files.text("freezer.state"));
                case CPU_WEIGHT, MEMORY_HIGH, MEMORY, PIDS -> new KnobText(files.text(file(knob).orElseThrow()), "");
            };
        }

        @Override
        public Optional<String> file(Dial dial) {
            return dial.direction() == Direction.WRITE ? Optional.of(V1_WRITE_RATES) : file(dial.knob());
        }

        /// Zero takes a device's rate away.
        @Override
        public String content(Dial dial, String text) {
            return dial.knob() == Knob.IO ? dial.device() + " " + (text.equals(NO_LIMIT) ? "0" : text) : text;
        }

        @Override
        public long flowed(Dial dial, Files files) throws IOException {
            var key = switch (dial.direction()) {
                case READ -> "Read";
                case WRITE -> "Write";
            };
            return number(wordAfter(dial.device() + " " + key, files.text("blkio.throttle.io_service_bytes")));
        }

        @Override
        public Bound parse(Knob knob, KnobText now) {
            return switch (knob) {
                case CPU_WEIGHT -> new Bound(divideToNearest(Long.parseLong(now.text()) * Limits.NORMAL_CPU_WEIGHT, V1_NORMAL_SHARES));
                case IO -> count(now.text());
                case CPU -> now.text().equals("-1") ? Bound.UNLIMITED : share(now.text(), now.context());
                case MEMORY_HIGH, MEMORY -> {
                    var bytes = Long.parseLong(now.text());
                    yield bytes >= V1_NO_LIMIT ? Bound.UNLIMITED : new Bound(bytes);
                }
                case PIDS -> count(now.text());
                case FREEZER -> switch (now.text()) {
                    case "THAWED" -> Bound.UNLIMITED;
                    default -> now.context().equals("FROZEN") ? Bound.ZERO : STILL_RUNNING;
                };
            };
        }

        @Override
        public String render(Knob knob, Bound bound, KnobText now) {
            return switch (knob) {
                case CPU_WEIGHT -> Long.toString(divideToNearest(weight(bound) * V1_NORMAL_SHARES, Limits.NORMAL_CPU_WEIGHT));
                case IO -> bound.isUnlimited() ? NO_LIMIT : Long.toString(bound.amount());
                case CPU -> bound.isUnlimited() ? "-1" : Long.toString(quota(bound, now.context()));
                case MEMORY_HIGH, MEMORY -> bound.isUnlimited() ? "-1" : Long.toString(wholePages(bound));
                case PIDS -> bound.isUnlimited() ? NO_LIMIT : Long.toString(bound.amount());
                case FREEZER -> bound.isUnlimited() ? "THAWED" : "FROZEN";
            };
        }

        @Override
        String period(KnobText now) {
            return now.context();
        }
    },
    V2 {
        @Override
        public Optional<String> file(Knob knob) {
            return Optional.of(switch (knob) {
                case CPU_WEIGHT -> "cpu.weight";
                case IO -> "io.max";
                case CPU -> "cpu.max";
                case MEMORY_HIGH -> "memory.high";
                case MEMORY -> "memory.max";
                case PIDS -> "pids.max";
                case FREEZER -> "cgroup.freeze";
            });
        }

        @Override
        public KnobText read(Dial dial, Files files) throws IOException {
            var text = files.text(file(dial).orElseThrow());
            return switch (dial.knob()) {
                case IO -> new KnobText(valueIn(key(dial) + "bps", dial.device(), text).orElse(NO_LIMIT), "");
                case FREEZER -> new KnobText(text, files.text("cgroup.events"));
                case CPU_WEIGHT, CPU, MEMORY_HIGH, MEMORY, PIDS -> new KnobText(text, "");
            };
        }

        @Override
        public Optional<String> file(Dial dial) {
            return file(dial.knob());
        }

        /// Keys that are not named stay as they are.
        @Override
        public String content(Dial dial, String text) {
            return dial.knob() == Knob.IO ? "%s %sbps=%s".formatted(dial.device(), key(dial), text) : text;
        }

        @Override
        public long flowed(Dial dial, Files files) throws IOException {
            return number(valueIn(key(dial) + "bytes", dial.device(), files.text("io.stat")).orElse(NO_LIMIT));
        }

        @Override
        public Bound parse(Knob knob, KnobText now) {
            return switch (knob) {
                case CPU -> {
                    var words = now.text().split(" ");
                    yield words[0].equals(NO_LIMIT) ? Bound.UNLIMITED : share(words[0], words[1]);
                }
                case CPU_WEIGHT, IO, MEMORY_HIGH, MEMORY, PIDS -> count(now.text());
                case FREEZER -> switch (now.text()) {
                    case "0" -> Bound.UNLIMITED;
                    default -> now.context().lines().anyMatch("frozen 1"::equals) ? Bound.ZERO : STILL_RUNNING;
                };
            };
        }

        @Override
        public String render(Knob knob, Bound bound, KnobText now) {
            return switch (knob) {
                case CPU_WEIGHT -> Long.toString(weight(bound));
                case IO -> bound.isUnlimited() ? NO_LIMIT : Long.toString(bound.amount());
                case CPU -> (bound.isUnlimited() ? NO_LIMIT : Long.toString(quota(bound, period(now)))) + " " + period(now);
                case MEMORY_HIGH, MEMORY -> bound.isUnlimited() ? NO_LIMIT : Long.toString(wholePages(bound));
                case PIDS -> bound.isUnlimited() ? NO_LIMIT : Long.toString(bound.amount());
                case FREEZER -> bound.isUnlimited() ? "0" : "1";
            };
        }

        @Override
        String period(KnobText now) {
            return now.text().split(" ")[1];
        }
    };

    /// The kernel refuses a quota below a millisecond (`min_cfs_quota_period` in kernel/sched/core.c).
    private static final long LEAST_QUOTA_MICROS = 1_000;
    private static final long MICRO = 1_000_000;
    /// A multiple of every page size in use, so that the kernel, which rounds to pages, shows the very number that was written.
    private static final long PAGE_MULTIPLE = 65_536;
    /// v1 shows no limit as the largest multiple of the page size in a `long`.
    private static final long V1_NO_LIMIT = 1L << 62;
    private static final long V1_NORMAL_SHARES = 1_024;
    private static final String V1_READ_RATES = "blkio.throttle.read_bps_device";
    private static final String V1_WRITE_RATES = "blkio.throttle.write_bps_device";
    private static final String NO_LIMIT = "max";
    private static final Bound STILL_RUNNING = new Bound(1);

    /// The file that is written to set the knob, the first of them if there are several; empty where this interface has no such knob.
    public abstract Optional<String> file(Knob knob);

    /// The file that is written to set it; empty where this interface has no such knob.
    public abstract Optional<String> file(Dial dial);

    /// Every file that is written to set anything.
    public Set<String> files() {
        return Stream.concat(Arrays.stream(Knob.values()).map(this::file), Dial.io("0:0").stream().map(this::file)).flatMap(Optional::stream)
            .collect(Collectors.toUnmodifiableSet());
    }

    /// Reads one thing of a group. A device of which the kernel says nothing has no limit.
    ///
    /// @throws IOException as `files` does
    public abstract KnobText read(Dial dial, Files files) throws IOException;

    /// What to write into [#file(Dial)] so that [#read] gives this text.
    public abstract String content(Dial dial, String text);

    /// Bytes that the group has moved so far, in v1 without the groups below it.
    ///
    /// @param dial of [Knob#IO]
    /// @throws IOException as `files` does
    public abstract long flowed(Dial dial, Files files) throws IOException;

    /// @throws RuntimeException if the text is none that the kernel writes
    public abstract Bound parse(Knob knob, KnobText now);

    /// What to write for a bound: the largest value the knob can express that does not exceed it. A period found stays as it is.
    public abstract String render(Knob knob, Bound bound, KnobText now);

    abstract String period(KnobText now);

    /// The least bound that the kernel accepts.
    public Bound least(Knob knob, KnobText now) {
        return switch (knob) {
            case CPU -> share(Long.toString(LEAST_QUOTA_MICROS), period(now));
            case CPU_WEIGHT -> new Bound(Limits.LEAST_CPU_WEIGHT);
            case IO -> new Bound(1);
            case MEMORY_HIGH, MEMORY, PIDS, FREEZER -> Bound.ZERO;
        };
    }

    /// Rounded up, so that rendering it again gives the same quota.
    private static Bound share(String quota, String period) {
        return new Bound(Math.ceilDiv(Math.multiplyExact(Long.parseLong(quota), MICRO), Long.parseLong(period)));
    }

    private static long quota(Bound bound, String period) {
        return Math.multiplyExact(bound.amount(), Long.parseLong(period)) / MICRO;
    }

    private static long wholePages(Bound bound) {
        return bound.amount() / PAGE_MULTIPLE * PAGE_MULTIPLE;
    }

    private static long weight(Bound bound) {
        return bound.isUnlimited() ? Limits.NORMAL_CPU_WEIGHT : bound.amount();
    }

    private static long divideToNearest(long dividend, long divisor) {
        return (dividend + divisor / 2) / divisor;
    }

    private static String key(Dial dial) {
        return switch (dial.direction()) {
            case READ -> "r";
            case WRITE -> "w";
        };
    }

    /// The word that follows these at the beginning of a line.
    private static String wordAfter(String words, String text) {
        return text.lines().filter(line -> line.startsWith(words + " ")).map(line -> line.substring(words.length() + 1)).findFirst()
            .orElse(NO_LIMIT);
    }

    /// The value of a key in the line of a device: `8:0 key=value …`.
    private static Optional<String> valueIn(String key, String device, String text) {
        return text.lines().filter(line -> line.startsWith(device + " ")).flatMap(line -> Arrays.stream(line.split(" ")))
            .filter(word -> word.startsWith(key + "=")).map(word -> word.substring(key.length() + 1)).findFirst();
    }

    /// What was never counted is zero.
    private static long number(String text) {
        return text.equals(NO_LIMIT) ? 0 : Long.parseLong(text);
    }

    private static Bound count(String text) {
        return text.equals(NO_LIMIT) ? Bound.UNLIMITED : new Bound(Long.parseLong(text));
    }

    /// The files of one group.
    @FunctionalInterface
    public interface Files {
        /// The file's text without white space at its ends.
        String text(String file) throws IOException;
    }
}
