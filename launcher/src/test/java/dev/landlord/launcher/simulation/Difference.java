package dev.landlord.launcher.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Says where two records of one type differ.
final class Difference {
    private Difference() {
    }

    /// E.g. `limits.n1.generation: 3 / 4`; empty if they are equal.
    static List<String> between(Object one, Object other) {
        var found = new ArrayList<String>();
        compare("", one, other, found);
        return found;
    }

    private static void compare(String path, Object one, Object other, List<String> found) {
        if (Objects.equals(one, other)) {
            return;
        }
        if (one instanceof Record && other != null && one.getClass() == other.getClass()) {
            for (var component : one.getClass().getRecordComponents()) {
                try {
                    component.getAccessor().setAccessible(true);
                    compare(path + "." + component.getName(), component.getAccessor().invoke(one), component.getAccessor().invoke(other), found);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        } else if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> otherMap) {
            var keys = new HashSet<Object>(map.keySet());
            keys.addAll(otherMap.keySet());
            keys.forEach(key -> compare(path + "." + key, map.get(key), otherMap.get(key), found));
        } else {
            found.add("%s: %s / %s".formatted(path, one, other));
        }
    }
}
