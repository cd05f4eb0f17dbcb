package dev.landlord.launcher.cli;

import dev.landlord.controller.ControllerConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `--port N`, alike in every command that serves the page.
final class HttpPortOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", description = "port of the page and the API; 0 picks a free one (default: as configured, else 8080)")
    private Integer port;

    /// The configuration with the port, if one was said.
    ControllerConfig in(ControllerConfig config) {
        if (port == null) {
            return config;
        }
        try {
            return config.withHttp(new ControllerConfig.Http(config.http().host(), port, config.http().allowedHosts()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
