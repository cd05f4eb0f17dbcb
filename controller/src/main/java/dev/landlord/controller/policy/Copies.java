package dev.landlord.controller.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Changed copies of immutable collections. Maps are sorted, so that whoever walks them meets the same order after a restore.
final class Copies {
    private Copies() {
    }

    static <K extends Comparable<K>, V> Map<K, V> sorted(Map<K, V> map) {
        return OrderedMap.of(map);
    }

    static <K extends Comparable<K>, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        return OrderedMap.of(map).with(key, value);
    }

    static <K extends Comparable<K>, V> Map<K, V> without(Map<K, V> map, K key) {
        return OrderedMap.of(map).without(key);
    }

    /// The elements that do not match, then one more, at most `limit` of them: the oldest go first.
    static <T> List<T> replacing(List<T> list, Predicate<T> replaced, T added, int limit) {
        var copy = new ArrayList<>(without(list, replaced));
        copy.add(added);
        return copy.subList(Math.max(0, copy.size() - limit), copy.size());
    }

    static <T> List<T> without(List<T> list, Predicate<T> removed) {
        return list.stream().filter(removed.negate()).toList();
    }
}
