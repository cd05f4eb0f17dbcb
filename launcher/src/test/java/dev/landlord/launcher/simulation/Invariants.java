package dev.landlord.launcher.simulation;

import java.util.List;

/// All of them.
final class Invariants {
    private Invariants() {
    }

    static List<Invariant> all(Simulation sim) {
        return List.of(
            new NothingBeforeItsTime(sim),
            new ModestAreLeftAlone(sim),
            new OveruseIsAnswered(sim),
            new HarmlessAreSpared(sim),
            new RecoveryReleases(sim),
            new MemoryIsNotTaken(sim),
            new EvictionsAreWarned(sim),
            new TermsOnlyGrow(sim),
            new SilenceLifts(sim),
            new EvictionsAreFew(sim),
            new SwitchesHold(sim),
            new OrdersEndOnce(sim),
            new SuccessorsLive(sim),
            new OthersUntouched(sim),
            new LimitsAddUp(sim),
            new EachNodeByItself(sim),
            new ReplayIsLive(sim),
            new RepeatsChangeNothing(sim),
            new RequestsAreAnswered(sim),
            new OldOwnersStop(sim),
            new LedgerIsKernel(sim),
            new NothingIsStuck(sim));
    }
}
