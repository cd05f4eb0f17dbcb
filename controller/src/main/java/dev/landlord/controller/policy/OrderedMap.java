package dev.landlord.controller.policy;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// An immutable map in the order of its keys, made for states that are copied with each change: a copy with another value for a known key
/// shares the keys and costs one array. Keys are found by bisection. A tenant is on few nodes, so an array is both smaller and faster than a tree.
class OrderedMap<K extends Comparable<K>, V> extends AbstractMap<K, V> {
    private static final OrderedMap<?, ?> EMPTY = new OrderedMap<>(new Object[0], new Object[0]);

    private final Object[] keys;
    private final Object[] values;

    private OrderedMap(Object[] keys, Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    /// The same again, for a map that knows more.
    OrderedMap(OrderedMap<K, V> same) {
        this(same.keys, same.values);
    }

    @SuppressWarnings("unchecked")
    static <K extends Comparable<K>, V> OrderedMap<K, V> empty() {
        return (OrderedMap<K, V>) EMPTY;
    }

    /// The map itself if it is one of these.
    static <K extends Comparable<K>, V> OrderedMap<K, V> of(Map<K, V> map) {
        if (map instanceof OrderedMap<K, V> ordered) {
            return ordered;
        }
        if (map.isEmpty()) {
            return empty();
        }
        var sorted = new TreeMap<>(map);
        return new OrderedMap<>(sorted.keySet().toArray(), sorted.values().toArray());
    }

    OrderedMap<K, V> with(K key, V value) {
        int found = index(key);
        if (found >= 0) {
            var changed = values.clone();
            changed[found] = value;
            return new OrderedMap<>(keys, changed);
        }
        return new OrderedMap<>(inserted(keys, -found - 1, key), inserted(values, -found - 1, value));
    }

    OrderedMap<K, V> without(K key) {
        int found = index(key);
        return found < 0 ? this : new OrderedMap<>(removed(keys, found), removed(values, found));
    }

    /// What becomes of the values of two maps for one key.
    interface Joint<K, A, B, V> {
        /// @param a null if the first map has no such key
        /// @param b null if the second has none
        /// @return null to leave the key out
        V of(K key, A a, B b);
    }

    /// For each key of either map what a function makes of both values, in one walk through both.
    static <K extends Comparable<K>, A, B, V> OrderedMap<K, V> join(Map<K, A> first, Map<K, B> second, Joint<K, A, B, V> joint) {
        var a = of(first);
        var b = of(second);
        var keys = new Object[a.size() + b.size()];
        var values = new Object[keys.length];
        int size = 0;
        for (int i = 0, j = 0; i < a.size() || j < b.size();) {
            int order = i == a.size() ? 1 : j == b.size() ? -1 : a.key(i).compareTo(b.key(j));
            var key = order <= 0 ? a.key(i) : b.key(j);
            var value = joint.of(key, order <= 0 ? a.value(i++) : null, order >= 0 ? b.value(j++) : null);
            if (value != null) {
                keys[size] = key;
                values[size++] = value;
            }
        }
        return new OrderedMap<>(Arrays.copyOf(keys, size), Arrays.copyOf(values, size));
    }

    /// What a function makes of the values; where it makes null, the key is left out.
    <W> OrderedMap<K, W> choose(Function<? super V, ? extends W> choice) {
        return join(this, OrderedMap.<K, V>empty(), (_, value, _) -> choice.apply(value));
    }

    private static Object[] inserted(Object[] array, int at, Object element) {
        var longer = Arrays.copyOf(array, array.length + 1);
        System.arraycopy(array, at, longer, at + 1, array.length - at);
        longer[at] = element;
        return longer;
    }

    private static Object[] removed(Object[] array, int at) {
        var shorter = Arrays.copyOf(array, array.length - 1);
        System.arraycopy(array, at + 1, shorter, at, shorter.length - at);
        return shorter;
    }

    /// Where a key is, or, negative and less one, where it would have to be.
    final int index(K key) {
        int low = 0;
        int high = keys.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = key(middle).compareTo(key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    @SuppressWarnings("unchecked")
    private K key(int index) {
        return (K) keys[index];
    }

    @SuppressWarnings("unchecked")
    private V value(int index) {
        return (V) values[index];
    }

    @Override
    public int size() {
        return keys.length;
    }

    /// @throws ClassCastException if the key is of another type
    @Override
    @SuppressWarnings("unchecked")
    public V get(Object key) {
        int found = index((K) key);
        return found < 0 ? null : value(found);
    }

    @Override
    @SuppressWarnings("unchecked")
    public boolean containsKey(Object key) {
        return index((K) key) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        for (int i = 0; i < keys.length; i++) {
            action.accept(key(i), value(i));
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public Collection<V> values() {
        return Collections.unmodifiableList(Arrays.asList((V[]) values));
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return keys.length;
            }

            @Override
            public Iterator<Entry<K, V>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Entry<K, V>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < keys.length;
        }

        @Override
        public Entry<K, V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var entry = new SimpleImmutableEntry<>(key(next), value(next));
            next++;
            return entry;
        }
    }
}
