package dev.landlord.launcher.simulation;

import java.util.Arrays;

/// Copies of records with one component changed, whatever other components they have.
final class Altered {
    private Altered() {
    }

    static <R extends Record> R with(R record, String component, Object value) {
        try {
            var components = record.getClass().getRecordComponents();
            var values = new Object[components.length];
            var types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                components[i].getAccessor().setAccessible(true);
                values[i] = components[i].getName().equals(component) ? value : components[i].getAccessor().invoke(record);
                types[i] = components[i].getType();
            }
            if (Arrays.stream(components).noneMatch(each -> each.getName().equals(component))) {
                throw new IllegalArgumentException("%s has no '%s'".formatted(record.getClass().getSimpleName(), component));
            }
            @SuppressWarnings("unchecked")
            var constructor = (java.lang.reflect.Constructor<R>) record.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
