using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

internal sealed class SchemaLinker
{
    public DescriptorPool Pool { get; } = new();

    public IReadOnlyList<SchemaError> Errors { get; } = [];

    public void Add(FileDescriptorProto file) => throw new NotImplementedException();

    public static FileDescriptor LinkAlone(FileDescriptorProto proto, IReadOnlyList<FileDescriptor> dependencies) => throw new NotImplementedException();
}
