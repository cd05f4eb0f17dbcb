package dev.landlord.launcher.simulation;

import java.util.List;
import java.util.function.Consumer;

/// Reads one partition without a group, from an offset on and for as long as its process lives.
final class Tail {
    private static final int MOST = 500;

    private final Loop loop;
    private final Broker broker;
    private final SimProcess process;
    private final Dice dice;
    private final Log log;
    private final Consumer<List<Log.Entry>> handler;
    private long position;
    private boolean stopped;

    Tail(Loop loop, Broker broker, SimProcess process, Dice dice, Log log, long from, Consumer<List<Log.Entry>> handler) {
        this.loop = loop;
        this.broker = broker;
        this.process = process;
        this.dice = dice;
        this.log = log;
        this.position = from;
        this.handler = handler;
    }

    Tail start() {
        fetch();
        return this;
    }

    void stop() {
        stopped = true;
    }

    long position() {
        return position;
    }

    private void fetch() {
        if (process.isDead() || stopped) {
            return;
        }
        if (position >= log.end()) {
            log.whenAppended(this::fetch);
            return;
        }
        long blocked = Math.max(process.deafUntil(), broker.stalledUntil()) - loop.now();
        loop.after(process, blocked > 0 ? blocked + 20 : process.delay(loop.now(), dice), "fetch", blocked > 0 ? this::fetch : this::deliver);
    }

    private void deliver() {
        if (stopped) {
            return;
        }
        var entries = log.from(position, MOST);
        position = entries.isEmpty() ? log.end() : entries.getLast().offset + 1;
        if (!entries.isEmpty()) {
            handler.accept(entries);
        }
        fetch();
    }
}
