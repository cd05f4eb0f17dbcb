package dev.landlord.launcher.top;

import java.util.List;

/// What the keys do and what the figures mean.
final class HelpText {
    static final List<String> LINES = List.of(
        "Arrows j k PgUp PgDn Home End  choose a row; it stays chosen while others move",
        "Enter  into a tenant's workloads, a workload's processes      Esc Backspace  back",
        "Tab    nodes, and tenants again          / F4  only names that have a text in them",
        "Z      stand still, and go on            ^L    draw everything anew",
        "q F10  quit (Ctrl-C, too)                h ? F1  this page",
        "",
        "Sorted by: > F6 choose from all; the same key again, or I, turns the order round",
        "  s state and score   c CPU      m memory   p processes and threads",
        "  i block IO          u share of the quota, highest of all resources   n name",
        "",
        "[|||||      98%]  use of the quota: green, yellow from 80%, red from 100% on;",
        "                  0.49/0.5 beside it: use and quota. No quota: the use alone",
        "CPU in cores; memory (working set) and IO in K M G T, powers of 1024",
        "SCORE     how much use over the quota has added up: warned at half, held at 100",
        "free      within its quota               warned     over it, nothing is done yet",
        "weighted  its CPU weight is lowered      throttled  held to its quota",
        "frozen    nothing of it runs             evicting   one of its workloads is ended",
        "-         not known");

    private HelpText() {
    }
}
