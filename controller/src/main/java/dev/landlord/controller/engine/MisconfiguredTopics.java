package dev.landlord.controller.engine;

import java.util.List;
import java.util.stream.Collectors;

/// Topics are there, but made in a way that Landlord cannot work with.
public final class MisconfiguredTopics extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<TopicPlan.Problem> problems;

    MisconfiguredTopics(List<TopicPlan.Problem> problems) {
        super(problems.stream().map(TopicPlan.Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<TopicPlan.Problem> problems() {
        return problems;
    }
}
