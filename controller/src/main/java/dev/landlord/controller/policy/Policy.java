package dev.landlord.controller.policy;

/// The one entry to the policy: an event in a state leads to facts and effects. A pure function: the same for live events and for
/// replayed ones, and nothing that it depends on lies outside its arguments and its rules.
public final class Policy {
    private final Rules rules;

    public Policy(PolicyClasses classes) {
        this(Rules.of(classes));
    }

    public Policy(Rules rules) {
        this.rules = rules;
    }

    /// Never throws for an event of the state's tenant.
    public Step step(TenantState state, PolicyEvent event) {
        var turn = new Turn(state, event.at(), rules, event instanceof PolicyEvent.Tick(_, var allowance, _) ? allowance : Allowance.UNBOUNDED);
        switch (event) {
            case PolicyEvent.Declared(_, var spec) -> Life.declared(turn, spec);
            case PolicyEvent.Deleted(_) -> Life.deleted(turn);
            case PolicyEvent.Sampled(_, var sample) -> Scoring.sampled(turn, sample);
            case PolicyEvent.NodeSeen(_, var report) -> Life.nodeSeen(turn, report);
            case PolicyEvent.Acked(_, var ack) -> {
                if (ack.order() != null) {
                    Evictions.heard(turn, ack);
                } else {
                    Answers.heard(turn, ack);
                }
            }
            case PolicyEvent.Requested(_, var request) -> Requests.heard(turn, request);
            case PolicyEvent.Tick(_, _, var used) -> Ticks.tick(turn, used);
            case PolicyEvent.TookOver(_, var epoch) -> Life.tookOver(turn, epoch);
        }
        return turn.step();
    }
}
