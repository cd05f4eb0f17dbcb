package dev.landlord.controller.policy;

/// The one entry to the policy: an event in a state leads to facts and effects. A pure function: the same for live events and for
/// replayed ones, and nothing that it depends on lies outside its arguments and its classes.
public final class Policy {
    private final PolicyClasses classes;

    public Policy(PolicyClasses classes) {
        this.classes = classes;
    }

    /// Never throws for an event of the state's tenant.
    public Step step(TenantState state, PolicyEvent event) {
        var turn = new Turn(state, event.at(), classes);
        switch (event) {
            case PolicyEvent.Declared(_, var spec) -> Life.declared(turn, spec);
            case PolicyEvent.Deleted(_) -> turn.record(new PolicyRecord.TenantGone());
            case PolicyEvent.Sampled(_, var sample) -> Scoring.sampled(turn, sample);
            case PolicyEvent.NodeSeen(_, var report) -> turn.record(new PolicyRecord.NodeLearned(report.node(), NodeFacts.of(report)));
            case PolicyEvent.Acked(_, _) -> { }
            case PolicyEvent.Requested(_, _) -> { }
            case PolicyEvent.Tick(_) -> { }
            case PolicyEvent.TookOver(_, var epoch) -> Life.tookOver(turn, epoch);
        }
        return turn.step();
    }
}
