package dev.landlord.launcher.top;

import dev.landlord.launcher.terminal.Wrapping;
import java.util.List;

/// What the keys do and what the figures mean.
final class HelpText {
    private static final List<String> LINES = List.of(
        "arrows, j k   choose a row; it stays chosen while others move (Home: the first)",
        "Enter  Esc    into a tenant's workloads, a workload's processes; and back",
        "Tab           nodes; tenants again",
        "s c m p i     sort by state and score, CPU, memory, pids (processes), IO",
        "u  b  n       sort by share of the quota, of the budget (the fullest one), name",
        ">  F6         choose the order from a list",
        "I             turn the order round; so does the same order once more",
        "/  F4         only names that have a text in them; Esc: all again",
        "Z             stand still; go on",
        "q  F10        quit; so does Ctrl-C",
        "",
        "[||||   70%]  use of the quota: green, yellow from 80 %, red from 100 % on.",
        "              Beside it 1.4/2: use and quota. Without a quota: use alone.",
        "CPU           cores in use. MEM, IO/s: bytes, K M G T are powers of 1024",
        "BUDGET        what is used of the month's (or day's) budget, of the fullest",
        "SCORE         what use over the quota adds up to; most warn at 50, hold at 100",
        "free, warned  within its quota; over it, and nothing is done yet",
        "weighted      over it; its CPU weight is lowered, where others need the CPU",
        "throttled     held to its quota. frozen: nothing of it runs",
        "evicting      one of its workloads is being ended",
        "-             not known");

    private HelpText() {
    }

    static List<String> lines(int width) {
        return LINES.stream().flatMap(line -> Wrapping.wrap(line, width).stream()).toList();
    }
}
