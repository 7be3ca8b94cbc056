using System.Globalization;
using System.Text;
using Peregrine.Protobuf.Text;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Reflection;

/// <summary>Prints messages, their fields, and extensions. Part of a <see cref="ProtoPrinter"/>.</summary>
internal sealed class ProtoMessagePrinter(ProtoText text, ProtoOptionPrinter options)
{
    private const int MaxFieldNumber = 536_870_911;

    public static string Visibility(Schema.SymbolVisibility? visibility) => visibility switch
    {
        Schema.SymbolVisibility.Export => "export ",
        Schema.SymbolVisibility.Local => "local ",
        _ => "",
    };

    /// <summary>Reserved names are strings, and in editions identifiers.</summary>
    public static string ReservedNames(FileDescriptor file, IEnumerable<string> names) =>
        string.Join(", ", file.Syntax == "editions" ? names : names.Select(ProtoText.Quote));

    /// <summary>Whether the message is declared by a group among the extensions, and so not by itself.</summary>
    public static bool IsGroupOfExtension(MessageDescriptor message, IEnumerable<FieldDescriptor> extensions) =>
        extensions.Any(extension => IsGroup(extension) && extension.MessageType == message);

    public void Print(MessageDescriptor message)
    {
        text.Separate().Comments(message).Begin($"{Visibility(message.Proto.Visibility)}message {message.Name}");
        PrintBody(message);
        text.End(message);
    }

    public void PrintExtensions(IEnumerable<FieldDescriptor> extensions)
    {
        foreach (IGrouping<MessageDescriptor, FieldDescriptor> extended in extensions.GroupBy(extension => extension.ContainingType))
        {
            text.Separate().Begin($"extend {ProtoText.TypeName(extended.Key)}");
            foreach (FieldDescriptor extension in extended)
                PrintField(extension);
            text.End();
        }
    }

    private void PrintBody(MessageDescriptor message)
    {
        options.PrintStatements(message);
        foreach (EnumDescriptor type in message.NestedEnums)
            new ProtoEnumPrinter(text, options).Print(type);
        foreach (MessageDescriptor nested in message.NestedMessages.Where(nested => !nested.IsMapEntry && !IsDeclaredByGroup(nested, message)))
            Print(nested);
        PrintFields(message);
        PrintExtensions(message.Extensions);
        PrintExtensionRanges(message);
        PrintReserved(message);
    }

    private static bool IsDeclaredByGroup(MessageDescriptor nested, MessageDescriptor message) =>
        message.Fields.Any(field => IsGroup(field) && field.MessageType == nested) || IsGroupOfExtension(nested, message.Extensions);

    private void PrintFields(MessageDescriptor message)
    {
        if (message.Fields.Count > 0)
            text.Separate();
        OneofDescriptor? printed = null;
        foreach (FieldDescriptor field in message.Fields)
        {
            if (field.RealContainingOneof is not { } oneof)
                PrintField(field);
            else if (oneof != printed)
                PrintOneof(printed = oneof);
        }
    }

    private void PrintOneof(OneofDescriptor oneof)
    {
        text.Comments(oneof).Begin($"oneof {oneof.Name}");
        options.PrintStatements(oneof);
        foreach (FieldDescriptor field in oneof.Fields)
            PrintField(field);
        text.End(oneof);
    }

    private void PrintField(FieldDescriptor field)
    {
        text.Comments(field);
        string number = field.Number.ToString(CultureInfo.InvariantCulture);
        if (IsGroup(field))
        {
            text.Begin($"{Label(field)}group {field.MessageType!.Name} = {number}{FieldOptions(field)}");
            PrintBody(field.MessageType);
            text.End(field);
            return;
        }

        text.Line($"{Label(field)}{TypeOf(field)} {field.Name} = {number}{FieldOptions(field)};", field);
    }

    // Editions say DELIMITED by a feature and have no groups.
    private static bool IsGroup(FieldDescriptor field) => field.Proto.Type == FieldType.Group && field.File.Syntax != "editions";

    private static string Label(FieldDescriptor field)
    {
        if (field.IsMap || field.RealContainingOneof is not null)
            return "";
        if (field.IsRepeated)
            return "repeated ";
        return field.File.Syntax switch
        {
            "proto2" => field.Proto.Label == FieldLabel.Required ? "required " : "optional ",
            "proto3" => field.IsProto3Optional || field.IsExtension ? "optional " : "",
            _ => "",
        };
    }

    private static string TypeOf(FieldDescriptor field)
    {
        if (field.IsMap)
            return $"map<{TypeOf(field.MessageType!.Fields[0])}, {TypeOf(field.MessageType.Fields[1])}>";
        if (field.MessageType is { } message)
            return ProtoText.TypeName(message);
        return field.EnumType is { } type ? ProtoText.TypeName(type) : field.Kind.ToString().ToLowerInvariant();
    }

    private string FieldOptions(FieldDescriptor field)
    {
        var pseudo = new List<string>();
        if (field.Proto.DefaultValue is { } value)
            pseudo.Add($"default = {Default(field, value)}");
        if (field.Proto.JsonName is { } json && !field.IsExtension && json != JsonNames.Derive(field.Name))
            pseudo.Add($"json_name = {ProtoText.Quote(json)}");
        return options.InBrackets(field, pseudo);
    }

    private static string Default(FieldDescriptor field, string value) => field.Kind switch
    {
        FieldKind.String => ProtoText.Quote(value),
        FieldKind.Bytes => QuoteBytes((byte[]?)field.DefaultValue ?? []),
        _ => value,
    };

    private static string QuoteBytes(byte[] value)
    {
        var quoted = new StringBuilder();
        TextString.EncodeBytes(value, quoted);
        return quoted.ToString();
    }

    private void PrintExtensionRanges(MessageDescriptor message)
    {
        foreach (ExtensionRangeProto range in message.ExtensionRanges)
            text.Line($"extensions {Range(range.Start ?? 0, range.End ?? 0)}{options.InBrackets(range.Options)};");
    }

    private void PrintReserved(MessageDescriptor message)
    {
        if (message.Proto.ReservedRange.Count > 0)
            text.Line($"reserved {string.Join(", ", message.Proto.ReservedRange.Select(range => Range(range.Start ?? 0, range.End ?? 0)))};");
        if (message.Proto.ReservedName.Count > 0)
            text.Line($"reserved {ReservedNames(message.File, message.Proto.ReservedName)};");
    }

    // The end is the first number beyond the range.
    private static string Range(int start, int end) =>
        end == start + 1 ? start.ToString(CultureInfo.InvariantCulture)
        : end > MaxFieldNumber ? string.Create(CultureInfo.InvariantCulture, $"{start} to max")
        : string.Create(CultureInfo.InvariantCulture, $"{start} to {end - 1}");
}
