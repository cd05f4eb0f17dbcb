package dev.landlord.agent.enforce;

import java.io.IOException;
import java.util.Optional;

/// How one of the kernel's two cgroup interfaces names and writes the knobs: every difference of names and units between v1 and v2
/// that matters to enforcement stands here.
///
/// Sources: Linux, Documentation/scheduler/sched-bwc.rst, Documentation/admin-guide/cgroup-v1/{memory,pids,freezer-subsystem}.rst and
/// Documentation/admin-guide/cgroup-v2.rst. Quotas and periods are in microseconds; memory is in bytes, counted in pages.
public enum Dialect {
    V1 {
        @Override
        public Optional<String> file(Knob knob) {
            return switch (knob) {
                case CPU -> Optional.of("cpu.cfs_quota_us");
                case MEMORY_HIGH -> Optional.empty();
                case MEMORY -> Optional.of("memory.limit_in_bytes");
                case PIDS -> Optional.of("pids.max");
                case FREEZER -> Optional.of("freezer.state");
            };
        }

        /// `freezer.state` is also FROZEN because a parent is; what the group itself was told stands in `freezer.self_freezing`.
        @Override
        public KnobText read(Knob knob, Files files) throws IOException {
            return switch (knob) {
                case CPU -> new KnobText(files.text("cpu.cfs_quota_us"), files.text("cpu.cfs_period_us"));
                case FREEZER -> new KnobText(
                    files.text("freezer.self_freezing").equals("0") ? "THAWED" : "FROZEN", files.text("freezer.state"));
                case MEMORY_HIGH, MEMORY, PIDS -> new KnobText(files.text(file(knob).orElseThrow()), "");
            };
        }

        @Override
        public Bound parse(Knob knob, KnobText now) {
            return switch (knob) {
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
                case CPU -> "cpu.max";
                case MEMORY_HIGH -> "memory.high";
                case MEMORY -> "memory.max";
                case PIDS -> "pids.max";
                case FREEZER -> "cgroup.freeze";
            });
        }

        @Override
        public KnobText read(Knob knob, Files files) throws IOException {
            var text = files.text(file(knob).orElseThrow());
            return new KnobText(text, knob == Knob.FREEZER ? files.text("cgroup.events") : "");
        }

        @Override
        public Bound parse(Knob knob, KnobText now) {
            return switch (knob) {
                case CPU -> {
                    var words = now.text().split(" ");
                    yield words[0].equals(NO_LIMIT) ? Bound.UNLIMITED : share(words[0], words[1]);
                }
                case MEMORY_HIGH, MEMORY, PIDS -> count(now.text());
                case FREEZER -> switch (now.text()) {
                    case "0" -> Bound.UNLIMITED;
                    default -> now.context().lines().anyMatch("frozen 1"::equals) ? Bound.ZERO : STILL_RUNNING;
                };
            };
        }

        @Override
        public String render(Knob knob, Bound bound, KnobText now) {
            return switch (knob) {
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
    private static final String NO_LIMIT = "max";
    private static final Bound STILL_RUNNING = new Bound(1);

    /// The file that is written to set the knob; empty where this interface has no such knob.
    public abstract Optional<String> file(Knob knob);

    /// Reads the knob of a group.
    ///
    /// @throws IOException as `files` does
    public abstract KnobText read(Knob knob, Files files) throws IOException;

    /// @throws RuntimeException if the text is none that the kernel writes
    public abstract Bound parse(Knob knob, KnobText now);

    /// What to write for a bound: the largest value the knob can express that does not exceed it. A period found stays as it is.
    public abstract String render(Knob knob, Bound bound, KnobText now);

    abstract String period(KnobText now);

    /// The least bound that the kernel accepts.
    public Bound least(Knob knob, KnobText now) {
        return knob == Knob.CPU ? share(Long.toString(LEAST_QUOTA_MICROS), period(now)) : Bound.ZERO;
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
