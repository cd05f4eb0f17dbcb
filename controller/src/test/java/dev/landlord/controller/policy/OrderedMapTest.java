package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

class OrderedMapTest {
    @Test
    void doesWhatASortedMapDoesAndLeavesEarlierOnesAlone() {
        var random = new Random(42);
        var model = new TreeMap<Integer, String>();
        OrderedMap<Integer, String> map = OrderedMap.empty();
        for (int i = 0; i < 2000; i++) {
            var before = map;
            var copy = new TreeMap<>(model);
            int key = random.nextInt(60);
            if (random.nextInt(3) == 0) {
                model.remove(key);
                map = map.without(key);
            } else {
                model.put(key, "value " + i);
                map = map.with(key, "value " + i);
            }
            assertThat(before).isEqualTo(copy);
            assertThat(map).isEqualTo(model).hasSameHashCodeAs(model).hasSize(model.size());
            assertThat(map.keySet()).containsExactlyElementsOf(model.keySet());
            assertThat(map.values()).containsExactlyElementsOf(model.values());
            int other = random.nextInt(60);
            assertThat(map.get(other)).isEqualTo(model.get(other));
            assertThat(map.containsKey(other)).isEqualTo(model.containsKey(other));
        }
        var walked = new ArrayList<Integer>();
        map.forEach((key, _) -> walked.add(key));
        assertThat(walked).containsExactlyElementsOf(model.keySet());
    }

    @Test
    void sortsWhatItIsMadeOfAndTakesItselfAsItIs() {
        var map = OrderedMap.of(Map.of("b", 2, "a", 1, "c", 3));

        assertThat(map.keySet()).containsExactly("a", "b", "c");
        assertThat(OrderedMap.of(map)).isSameAs(map);
        assertThat(map.without("d")).isSameAs(map);
        assertThat(OrderedMap.of(Map.<String, Integer>of())).isEmpty();
    }

    @Test
    void joinsWhatTwoMapsHoldForEachKeyOfEither() {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            var a = some(random);
            var b = some(random);
            var expected = new TreeMap<Integer, String>();
            a.forEach((key, _) -> expected.put(key, a.get(key) + " " + b.get(key)));
            b.forEach((key, _) -> expected.put(key, a.get(key) + " " + b.get(key)));
            expected.remove(3);
            assertThat(OrderedMap.join(a, b, (key, x, y) -> key == 3 ? null : x + " " + y)).isEqualTo(expected);

            var even = new TreeMap<>(a);
            even.values().removeIf(value -> value % 2 != 0);
            assertThat(OrderedMap.of(a).choose(value -> value % 2 == 0 ? value : null)).isEqualTo(even);
        }
    }

    private static Map<Integer, Integer> some(Random random) {
        var map = new TreeMap<Integer, Integer>();
        for (int size = random.nextInt(10); size > 0; size--) {
            map.put(random.nextInt(12), random.nextInt(100));
        }
        return map;
    }

    @Test
    void nobodyChangesIt() {
        var map = OrderedMap.of(Map.of("a", 1));

        isImmutable(() -> map.put("b", 2));
        isImmutable(() -> map.remove("a"));
        isImmutable(map::clear);
        isImmutable(() -> map.entrySet().iterator().next().setValue(2));
        isImmutable(() -> map.keySet().remove("a"));
        isImmutable(() -> map.values().add(2));
        assertThat(map).isEqualTo(Map.of("a", 1));
    }

    private static void isImmutable(ThrowableAssert.ThrowingCallable change) {
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(change);
    }
}
