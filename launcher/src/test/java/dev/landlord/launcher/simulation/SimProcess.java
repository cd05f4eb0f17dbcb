package dev.landlord.launcher.simulation;

/// One run of a program and its connection to the broker: it can be killed, stand still, and lose or get back its connection.
final class SimProcess {
    /// What happens by itself.
    static final SimProcess WORLD = new SimProcess("world");

    private final String name;
    private boolean isDead;
    private long frozenUntil;
    private long cutUntil;
    private long deafUntil;
    private long slowUntil;
    private long slownessMillis;
    private long heldUpUntil;

    SimProcess(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /// kill -9.
    void kill() {
        isDead = true;
    }

    boolean isDead() {
        return isDead;
    }

    /// Stands still, as in a long pause of its machine.
    void freeze(long until) {
        frozenUntil = Math.max(frozenUntil, until);
    }

    long frozenUntil() {
        return frozenUntil;
    }

    /// Reaches no broker.
    void cut(long until) {
        cutUntil = Math.max(cutUntil, until);
    }

    long cutUntil() {
        return cutUntil;
    }

    /// Reads nothing, though what it writes arrives.
    void deafen(long until) {
        deafUntil = Math.max(deafUntil, until);
    }

    long deafUntil() {
        return Math.max(deafUntil, cutUntil);
    }

    void slow(long until, long millis) {
        slowUntil = Math.max(slowUntil, until);
        slownessMillis = millis;
    }

    /// A batch of records is on its way without an answer, and others wait behind it.
    void holdUp(long until) {
        heldUpUntil = Math.max(heldUpUntil, until);
    }

    /// One way to or from the broker.
    long delay(long now, Dice dice) {
        return dice.between(1L, 8L) + (now < slowUntil ? dice.between(slownessMillis / 4, slownessMillis) : 0);
    }

    /// Whether it and its connection have been as they should be.
    boolean isWell(long now) {
        return !isDead && now >= frozenUntil && now >= cutUntil && now >= deafUntil && now >= slowUntil && now >= heldUpUntil;
    }

    /// Everything that is wrong with the connection ends.
    void heal(long now) {
        frozenUntil = Math.min(frozenUntil, now);
        cutUntil = Math.min(cutUntil, now);
        deafUntil = Math.min(deafUntil, now);
        slowUntil = Math.min(slowUntil, now);
    }
}
