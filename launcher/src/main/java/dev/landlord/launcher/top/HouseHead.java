package dev.landlord.launcher.top;

import dev.landlord.launcher.client.House;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.protocol.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;

/// Totals of the house: what its nodes use of what they have, how its tenants stand, and what is switched off.
record HouseHead(House house, Palette palette) {
    private static final int MOST_METER = 60;
    private static final String LOAD = "   Load ";

    /// The most important first.
    List<AttributedString> lines(int width) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(meters(width));
        lines.add(counts(width));
        if (!house.switchesOff().isEmpty()) {
            String off = house.switchesOff().stream().map(one -> one.path("means").asString("")).collect(Collectors.joining(", "));
            lines.add(new Strip(palette).put("Switched off for the whole house: " + off, Tone.WARNING).to(width));
        }
        return lines;
    }

    private AttributedString meters(int width) {
        int half = Math.min((width - 2) / 2, MOST_METER);
        Strip strip = new Strip(palette);
        meter(strip, "CPU", total(Resource.CPU), half);
        strip.blanks(2);
        meter(strip, "Mem", total(Resource.MEMORY), half);
        return strip.to(width);
    }

    private static void meter(Strip strip, String name, Meter meter, int width) {
        String words = meter.ofQuota();
        strip.put(name, Tone.HEADING).bar(meter, width - name.length(), words.length() + 1, words);
    }

    /// Over the nodes that are up and tell both.
    private Meter total(Resource resource) {
        List<Meter> known = house.nodes().stream().map(NodeRow::of).filter(NodeRow::isUp).map(node -> node.meters().get(resource))
            .filter(meter -> meter.use().isPresent() && meter.quota().isPresent()).toList();
        return known.isEmpty() ? Meter.of(resource, OptionalDouble.empty(), OptionalDouble.empty())
            : Meter.of(resource, OptionalDouble.of(known.stream().mapToDouble(meter -> meter.use().orElseThrow()).sum()),
                OptionalDouble.of(known.stream().mapToDouble(meter -> meter.quota().orElseThrow()).sum()));
    }

    private AttributedString counts(int width) {
        List<TenantRow> tenants = house.tenants().stream().map(TenantRow::of)
            .filter(row -> !row.isApart()).toList();
        Strip strip = new Strip(palette).put("Tenants ", Tone.PLAIN).put(Integer.toString(tenants.size()), Tone.HEADING);
        separated(strip, TenantRow.STATES.reversed(),
            tenants.stream().collect(Collectors.groupingBy(TenantRow::state, Collectors.counting())), TenantRow::tone);
        List<NodeRow> nodes = house.nodes().stream().map(NodeRow::of).toList();
        strip.put("   Nodes ").put(Integer.toString(nodes.size()), Tone.HEADING);
        separated(strip, List.of("silent", "stopped", "up"), nodes.stream().collect(Collectors.groupingBy(NodeRow::state, Collectors.counting())),
            NodeRow::tone);
        String load = nodes.size() == 1 ? nodes.getFirst().loadText() : "";
        if (!load.isEmpty() && strip.columns() + LOAD.length() + load.length() <= width) {
            strip.put(LOAD).put(load, Tone.HEADING);
        }
        return strip.to(width);
    }

    private interface Tones {
        Tone of(String state);
    }

    private static void separated(Strip strip, List<String> states, Map<String, Long> counts, Tones tones) {
        String before = ": ";
        for (String state : states) {
            if (counts.containsKey(state)) {
                strip.put(before).put(counts.get(state) + " " + state, tones.of(state));
                before = ", ";
            }
        }
    }
}
