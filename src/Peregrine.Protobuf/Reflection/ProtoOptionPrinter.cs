using System.Text;
using Peregrine.Protobuf.Text;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Reflection;

/// <summary>Prints options, custom ones too, as statements and in brackets. Part of a <see cref="ProtoPrinter"/>.</summary>
internal sealed class ProtoOptionPrinter(ProtoText text, TypeRegistry registry)
{
    private static readonly TextFormatter s_aggregate = new(new TextFormatterOptions { SingleLine = true });

    public bool HasAny(Descriptor descriptor) => Settings(descriptor).Any();

    public void PrintStatements(Descriptor descriptor)
    {
        foreach (string setting in Settings(descriptor))
            text.Line($"option {setting};");
    }

    public string InBrackets(Descriptor descriptor, IEnumerable<string>? pseudoOptions = null) => Brackets((pseudoOptions ?? []).Concat(Settings(descriptor)));

    public string InBrackets(Schema.ExtensionRangeOptions? options) => options is null ? "" : Brackets(Settings("google.protobuf.ExtensionRangeOptions", options));

    private static string Brackets(IEnumerable<string> settings)
    {
        string list = string.Join(", ", settings);
        return list.Length == 0 ? "" : $" [{list}]";
    }

    private IEnumerable<string> Settings(Descriptor descriptor) =>
        descriptor.OptionsMessage is { } options ? Settings(CustomOptions.TypeOfOptions(descriptor), options) : [];

    private IEnumerable<string> Settings(string type, SchemaMessage options) =>
        registry.TryFind(type, out MessageParser? parser) ? Settings((IReflectable)registry.Parse(parser, options.ToBytes())) : [];

    // Features are set one by one; other messages as aggregates.
    private static IEnumerable<string> Settings(IReflectable options)
    {
        foreach (FieldDescriptor field in options.Descriptor.Fields.Where(field => options.HasField(field.Index) && !IsImplied(field)))
        {
            IEnumerable<string> settings = field.FullName.EndsWith(".features", StringComparison.Ordinal)
                ? Settings((IReflectable)options.GetField(field.Index).AsMessage()!).Select(setting => $"features.{setting}")
                : Settings(field.Name, field, options.GetField(field.Index));
            foreach (string setting in settings)
                yield return setting;
        }

        if (options.Extensions is not { } extensions)
            yield break;
        foreach (Extension extension in extensions.Set.Where(extensions.Has))
        {
            foreach (string setting in Settings($"({extension.Descriptor.FullName})", extension.Descriptor, extensions.Get(extension)))
                yield return setting;
        }
    }

    // What the syntax says already: map<…> makes the entry's message.
    private static bool IsImplied(FieldDescriptor field) => field.FullName is "google.protobuf.MessageOptions.map_entry";

    private static IEnumerable<string> Settings(string name, FieldDescriptor field, FieldValue value)
    {
        if (!field.IsRepeated)
            return [$"{name} = {Value(field, value)}"];
        IRepeatedField values = value.AsRepeated();
        return Enumerable.Range(0, values.Count).Select(i => $"{name} = {Value(field, values.GetAt(i))}");
    }

    private static string Value(FieldDescriptor field, in FieldValue value)
    {
        if (value.AsMessageOrNull() is { } message)
            return $"{{ {s_aggregate.Format(message)} }}";
        var scalar = new StringBuilder();
        TextScalar.Write(field, value, escapeNonAscii: false, scalar);
        return scalar.ToString();
    }
}
