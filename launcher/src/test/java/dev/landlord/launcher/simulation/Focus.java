package dev.landlord.launcher.simulation;

/// What happens in a run more often than by chance, so that what is rare is met in the first few seeds whatever the other dice say.
enum Focus {
    /// Nothing.
    NONE,
    /// People have a workload of a tenant ended and then limit the tenant, again and again; the owner is cut off between the writing of the state
    /// and the sending of the order, and so is the agent that it is for. When that comes back, it finds a throttle of the next owner, and the order
    /// of the former one behind it.
    LATE_ORDERS,
    /// People have a workload of a tenant ended, again and again, and the node loses power before the order has reached its agent. What ran there
    /// comes back under the same paths, inodes and numbers, and the order is found at the agent's start.
    LOST_POWER,
    /// All tenants but the modest one are of class `lenient`, which acts there as soon as `strict` does, but only where others suffer; crowds
    /// stay for less than a minute.
    LENIENT,
    /// People switch means off and on and change classes all the time, and not in storms alone.
    SWITCHES
}
