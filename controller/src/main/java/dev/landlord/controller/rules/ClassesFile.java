package dev.landlord.controller.rules;

import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.protocol.document.FlawCollector;
import dev.landlord.protocol.document.Parsed;
import dev.landlord.protocol.document.StrictYaml;
import java.util.ArrayList;
import java.util.List;

/// Reads policy classes as people write them, YAML or JSON; `docs/examples/classes.yaml` shows every key. A document with a problem is
/// refused as a whole, and every problem is told at once with its line, field and remedy.
public final class ClassesFile {
    /// Classes in one document, and in the house beside the shipped ones.
    public static final int MOST_CLASSES = 100;

    private ClassesFile() {
    }

    /// Reads a whole file.
    ///
    /// @param house the classes that there are, which those of the file may be `from`
    public static Parsed<PolicyClass> parse(String text, PolicyClasses house) {
        var attempt = StrictYaml.attempt(text, ClassesDocument.class);
        var flaws = new FlawCollector(attempt);
        var check = new ClassCheck(flaws, house);
        if (attempt.value() == null) {
            return flaws.result(List.of());
        }
        var classes = attempt.value().classes();
        if (classes == null) {
            flaws.add("classes", "the list of classes is missing; write 'classes:' and one '- name: …' for each");
            return flaws.result(List.of());
        }
        if (classes.size() > MOST_CLASSES) {
            flaws.add("classes", "%s classes are more than one document may have (%s)".formatted(classes.size(), MOST_CLASSES));
            return flaws.result(List.of());
        }
        var read = new ArrayList<PolicyClass>();
        for (int i = 0; i < classes.size(); i++) {
            check.entry(classes.get(i), "classes[%s]".formatted(i)).ifPresent(read::add);
        }
        return flaws.result(read);
    }
}
