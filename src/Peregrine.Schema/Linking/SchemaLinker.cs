using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Links files one after another into a pool. Used by one thread; a file with errors leaves no trace in the pool.</summary>
internal sealed class SchemaLinker
{
    private readonly List<SchemaError> _errors = [];

    public DescriptorPool Pool { get; } = new();

    /// <summary>True when the owner releases each file that <see cref="CanBeReleased"/> once it is linked.</summary>
    public bool ReleasesFiles { get; init; }

    public IReadOnlyList<SchemaError> Errors => _errors;

    /// <summary>Links a file against those added before. Null when it has errors; warnings are among <paramref name="errors"/> as well.</summary>
    public FileDescriptor? Link(FileDescriptorProto proto, List<SchemaError> errors)
    {
        var context = new LinkContext(proto, new FileDescriptor(proto), Pool, errors);
        if (!LinkSteps(context))
            return null;
        Pool.AddLinked(context.File, ReleasesFiles && CanBeReleased(context.File));
        return context.File;
    }

    /// <summary>Pools and interpreted options hold extensions for good; a file without them can be let go and restored.</summary>
    public static bool CanBeReleased(FileDescriptor file) => file.AllExtensions.Count == 0;

    public void Add(FileDescriptorProto proto)
    {
        var found = new List<SchemaError>();
        Link(proto, found);
        foreach (var error in found)
        {
            if (!error.IsWarning)
                _errors.Add(error);
        }
    }

    /// <summary>Links one file that a compiler accepted before: names are resolved and features settled, rules are not checked again.</summary>
    public static FileDescriptor LinkAlone(FileDescriptorProto proto, IReadOnlyList<FileDescriptor> dependencies)
    {
        if (proto is null)
            throw new ArgumentNullException(nameof(proto));
        var errors = new List<SchemaError>();
        var context = new LinkContext(proto, new FileDescriptor(proto), dependencies, errors);
        DescriptorBuilder.Build(context);
        CrossLinker.Link(context);
        if (context.HasErrors)
            throw new SchemaException(errors);
        FeatureResolver.Resolve(context);
        FieldFinisher.Finish(context);
        return context.File;
    }

    // The order of the steps is the reference implementation's, and so is what is not tried after an error.
    private static bool LinkSteps(LinkContext context)
    {
        if (!ImportLinker.Link(context))
            return false;
        DescriptorBuilder.Build(context);
        CrossLinker.Link(context);
        if (context.HasErrors)
            return false;
        var options = new OptionInterpreter(context);
        options.InterpretBuiltIn();
        FeatureResolver.Resolve(context);
        FieldFinisher.Finish(context);
        options.InterpretCustom();
        if (!context.HasErrors)
            Validator.Validate(context);
        if (!context.HasErrors)
            context.ReportUnusedImports();
        return !context.HasErrors;
    }
}
