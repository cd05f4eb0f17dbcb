package dev.landlord.agent.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.enforce.Eviction.Step;
import dev.landlord.protocol.message.Ack.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EvictionTest {
    private static final ProcessIdentity ONE = new ProcessIdentity(101, 5_000);
    private static final ProcessIdentity TWO = new ProcessIdentity(102, 5_001);
    private static final ProcessIdentity ONE_REUSED = new ProcessIdentity(101, 9_999);

    private static Sighting holding(ProcessIdentity... processes) {
        return new Sighting.Present(Commands.GROUP_ID, List.of(processes), List.of());
    }

    private static Eviction fresh(ProcessIdentity... found) {
        return Eviction.accepted(Commands.evict("o1"), List.of(found));
    }

    private static Eviction afterCrash(ProcessIdentity... found) {
        return Eviction.resumed(Commands.evict("o1"), List.of(found));
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private static Step.End end(Step step) {
        assertThat(step).isInstanceOf(Step.End.class);
        return (Step.End) step;
    }

    @Test
    void asksThenWaitsForTheGraceThenKillsInBoundedRounds() {
        var terminate = (Step.Terminate) fresh(ONE, TWO).step(holding(ONE, TWO), 0);
        assertThat(terminate.processes()).containsExactly(ONE, TWO);
        assertThat(terminate.next().done(0).step(holding(TWO), seconds(4))).isEqualTo(new Step.Wait());

        var eviction = terminate.next().done(0);
        long now = seconds(5);
        for (int round = 1; round <= Eviction.MOST_ROUNDS; round++) {
            var kill = (Step.KillGroup) eviction.step(holding(TWO), now);
            assertThat(kill.next().round()).isEqualTo(round);
            eviction = kill.next().done(now);
            assertThat(eviction.step(holding(TWO), now + 1)).isEqualTo(new Step.Wait());
            now += Eviction.ROUND_NANOS;
        }
        var end = end(eviction.step(holding(TWO), now));
        assertThat(end.verdict().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.verdict().reason()).isEqualTo("unkillable");
        assertThat(end.remaining()).isEqualTo(1);
    }

    @Test
    void theGraceBeginsWhenTheSignalIsSentHoweverLongTheKernelTookToThaw() {
        var terminate = (Step.Terminate) fresh(ONE).step(holding(ONE), 0);
        var asked = terminate.next().done(seconds(3));

        assertThat(asked.step(holding(ONE), seconds(8) - 1)).isEqualTo(new Step.Wait());
        assertThat(asked.step(holding(ONE), seconds(8))).isInstanceOf(Step.KillGroup.class);
    }

    @Test
    void anEmptyGroupIsTheProof() {
        assertThat(end(fresh(ONE).step(holding(), 0)).verdict().outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(end(fresh(ONE).step(new Sighting.Gone(), 0)).verdict().outcome()).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void aSuccessorOfTheSameNameIsNotTouched() {
        var successor = new Sighting.Present(Commands.GROUP_ID + 1, List.of(TWO), List.of());

        assertThat(end(fresh(ONE).step(successor, 0)).verdict().outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(end(afterCrash(ONE).step(successor, 0)).verdict().outcome()).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void aProtectedProcessThatCameInStopsIt() {
        var end = end(fresh(ONE).step(new Sighting.Present(Commands.GROUP_ID, List.of(ONE), List.of("sshd")), 0));

        assertThat(end.verdict().reason()).isEqualTo("protected");
    }

    @Test
    void afterACrashOnlyThoseFoundBeforeAreEnded() {
        var terminate = (Step.Terminate) afterCrash(ONE, TWO).step(holding(ONE, new ProcessIdentity(300, 7_000)), 0);
        assertThat(terminate.processes()).containsExactly(ONE);

        var kill = (Step.KillOnly) terminate.next().done(0).step(holding(ONE, new ProcessIdentity(300, 7_000)), seconds(5));
        assertThat(kill.processes()).containsExactly(ONE);

        var end = end(kill.next().done(seconds(5)).step(holding(new ProcessIdentity(300, 7_000)), seconds(6)));
        assertThat(end.verdict()).extracting(Verdict::outcome, Verdict::reason).containsExactly(Outcome.FAILED, "interrupted");
        assertThat(end.remaining()).isEqualTo(1);
    }

    @Test
    void afterACrashAReusedProcessNumberIsAStranger() {
        assertThat(end(afterCrash(ONE).step(holding(ONE_REUSED), 0)).verdict().reason()).isEqualTo("interrupted");
    }
}
