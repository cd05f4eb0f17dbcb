package dev.landlord.launcher.top;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.landlord.launcher.client.Figures;
import dev.landlord.launcher.client.House;
import dev.landlord.launcher.client.UseToDate;
import java.time.Clock;
import org.jline.utils.Display;

/// What `landlord top` shows is computed without terminal, clock, network or threads; these are in `live`.
@AnalyzeClasses(packages = "dev.landlord.launcher.top", importOptions = ImportOption.DoNotIncludeTests.class)
class TopBordersTest {
    @ArchTest
    static final ArchRule THE_PICTURE_IS_PURE = noClasses().that().resideInAPackage("dev.landlord.launcher.top")
        .should().dependOnClassesThat(Predicates.resideInAnyPackage("dev.landlord.launcher.top.live..", "dev.landlord.launcher.cli..",
            "org.jline.terminal..", "org.jline.keymap..", "org.jline.reader..", "java.io..", "java.nio..", "java.net..", "java.util.concurrent..")
            .or(Predicates.type(Display.class)).or(Predicates.type(Clock.class)).or(Predicates.type(Thread.class)).or(Predicates.type(System.class)));

    @ArchTest
    static final ArchRule OF_THE_CLIENT_IT_KNOWS_WHAT_IS_TOLD_ONLY = noClasses().that().resideInAPackage("dev.landlord.launcher.top")
        .should().dependOnClassesThat(Predicates.resideInAPackage("dev.landlord.launcher.client").and(
            DescribedPredicate.not(Predicates.type(House.class)
                .or(Predicates.type(Figures.class)).or(Predicates.belongToAnyOf(UseToDate.class)))));
}
