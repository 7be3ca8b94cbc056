using System.Collections.Generic;
using System.Linq;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Tells which elements of a file go by another name in C# than follows from their own, because that name is taken.</summary>
internal static class NameReport
{
    public static IEnumerable<Diagnostic> Write(FileDescriptor file, CSharpOptions options, SourceText? text) =>
        Changes(file, options).Select(change => new Diagnostic(
            DiagnosticIds.NameTaken,
            DiagnosticSeverity.Info,
            $"\"{change.Element.Name}\" is \"{change.Given}\" in C#, because \"{change.Wanted}\" is taken where it stands",
            file.Name,
            PlaceOf(change.Element, text),
            "rename it if the C# name matters"));

    private static IEnumerable<NameChange> Changes(FileDescriptor file, CSharpOptions options)
    {
        foreach (NameChange change in file.Messages.SelectMany(message => Changes(message, options)))
            yield return change;
        foreach (NameChange change in file.Enums.SelectMany(Changes))
            yield return change;
        foreach (ServiceDescriptor service in file.Services.Where(_ => options.Services != GrpcServices.None))
        {
            foreach (NameChange change in new ServiceNames(service, options.Style).Changes())
                yield return change;
        }
    }

    private static IEnumerable<NameChange> Changes(MessageDescriptor message, CSharpOptions options) => message.IsMapEntry ? [] :
        MemberNames.Of(message, options.Style).Changes
            .Concat(message.NestedMessages.SelectMany(nested => Changes(nested, options)))
            .Concat(message.NestedEnums.SelectMany(Changes));

    private static List<NameChange> Changes(EnumDescriptor type)
    {
        var changes = new List<NameChange>();
        EnumEmitter.MemberNames(type, changes);
        return changes;
    }

    // The number of `name` is 1 in every message of descriptor.proto.
    private static SourceSpan PlaceOf(Descriptor element, SourceText? text) =>
        text is not null && element.File.FindLocation([.. element.Path, 1]) is { Span.Count: 3 } location
            ? text.SpanOf(location.Span[0], location.Span[1], location.Span[2])
            : default;
}
