package dev.landlord.launcher.cli;

import dev.landlord.protocol.WorkloadId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A workload's name as typed.
final class WorkloadArgument implements ITypeConverter<WorkloadId> {
    @Override
    public WorkloadId convert(String value) {
        try {
            return new WorkloadId(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
