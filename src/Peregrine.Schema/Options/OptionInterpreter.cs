using System;
using System.Collections.Generic;
using System.Linq;

namespace Peregrine.Schema;

/// <summary>
/// Gives options their meaning: finds the field that each sets, checks and encodes the value, and merges it into the options message.
/// Built-in options come first, because the features among them decide what the extensions of the same file are.
/// </summary>
internal sealed class OptionInterpreter
{
    private readonly LinkContext _context;
    private readonly List<OptionsTarget> _targets;

    public OptionInterpreter(LinkContext context)
    {
        _context = context;
        _targets = OptionsTargets.Collect(context.File);
        _targets.RemoveAll(static target => target.Options.UninterpretedOptions is null);
    }

    public void InterpretBuiltIn()
    {
        foreach (var target in _targets)
            Interpret(target, custom: false);
    }

    public void InterpretCustom()
    {
        foreach (var target in _targets)
            Interpret(target, custom: true);
    }

    private void Interpret(OptionsTarget target, bool custom)
    {
        if (target.Options.UninterpretedOptions is not { } options || !options.Any(option => option.InterpretedPath is null && IsCustom(option) == custom))
            return;
        var type = _context.Symbols.FindOptionsType(target.TypeName) ?? BuiltInDescriptors.FindMessage(target.TypeName);
        var interpreted = new InterpretedOptions(type);
        foreach (var option in options)
        {
            if (option.InterpretedPath is null && IsCustom(option) == custom)
                InterpretOne(target, interpreted, option);
        }

        if (_context.HasErrors)
            return;
        target.Options.MergeFrom(interpreted.ToBytes());
        if (options.TrueForAll(static option => option.InterpretedPath is not null))
            target.Options.UninterpretedOptions = null;
    }

    private static bool IsCustom(UninterpretedOption option) => option.Name.Count > 0 && option.Name[0].IsExtension == true;

    private void InterpretOne(OptionsTarget target, InterpretedOptions interpreted, UninterpretedOption option)
    {
        if (option.Name.Count == 0 || option.Name.Exists(static part => string.IsNullOrEmpty(part.NamePart)))
        {
            Error(DiagnosticIds.OptionReserved, target, option, ErrorLocation.OptionName, "an option must have a name");
            return;
        }

        if (option.Name[0].NamePart == "uninterpreted_option")
        {
            Error(DiagnosticIds.OptionReserved, target, option, ErrorLocation.OptionName, "an option cannot be named \"uninterpreted_option\": the name is reserved");
            return;
        }

        if (FindFields(target, interpreted.Type, option) is not { } fields)
            return;
        var leaf = fields[fields.Count - 1];
        if (!leaf.IsRepeated && interpreted.IsSet(fields))
        {
            Error(DiagnosticIds.OptionAlreadySet, target, option, ErrorLocation.OptionName, $"option \"{NameOf(option)}\" is set already", "remove one of the two");
            return;
        }

        if (!new OptionValueReader(_context, target.Element, option, NameOf(option)).TryRead(leaf, out var value))
            return;
        option.InterpretedPath = interpreted.Add(fields, value);
    }

    // The fields that the parts of the name stand for.
    private List<FieldDescriptor>? FindFields(OptionsTarget target, MessageDescriptor type, UninterpretedOption option)
    {
        var fields = new List<FieldDescriptor>();
        for (var i = 0; i < option.Name.Count; i++)
        {
            var part = option.Name[i];
            var shown = NameOf(option, i + 1);
            var field = part.IsExtension == true ? FindExtension(target, option, part.NamePart!, type, shown) : FindField(target, option, part.NamePart!, type, shown);
            if (field is null)
                return null;
            fields.Add(field);
            if (i == option.Name.Count - 1)
                break;
            if (field.MessageType is null)
            {
                Error(DiagnosticIds.OptionNotMessage, target, option, ErrorLocation.OptionName, $"option \"{shown}\" is a value, not a message, so it has no field \"{option.Name[i + 1].NamePart}\"");
                return null;
            }

            if (field.IsRepeated)
            {
                Error(DiagnosticIds.OptionRepeated, target, option, ErrorLocation.OptionName, $"option \"{shown}\" is a repeated message, so its fields cannot be set one by one", $"set it whole: {shown} = {{ ... }}");
                return null;
            }

            type = field.MessageType;
        }

        return fields;
    }

    private FieldDescriptor? FindField(OptionsTarget target, UninterpretedOption option, string name, MessageDescriptor type, string shown)
    {
        if (type.FindFieldByName(name) is { } field)
            return field;
        var help = Spelling.DidYouMean(name, type.Fields.Select(static field => field.Name).Where(static field => field != "uninterpreted_option"));
        if (help is null && _context.Symbols.Resolve(name, target.Scope, typesOnly: false, includeOptionImports: true).Descriptor is FieldDescriptor { IsExtension: true })
            help = $"a custom option is written in parentheses: ({name})";
        Error(DiagnosticIds.UnknownOption, target, option, ErrorLocation.OptionName, $"option \"{shown}\" does not exist in {type.FullName}", help);
        return null;
    }

    private FieldDescriptor? FindExtension(OptionsTarget target, UninterpretedOption option, string name, MessageDescriptor type, string shown)
    {
        var symbol = _context.Symbols.Resolve(name, target.Scope, typesOnly: false, includeOptionImports: true);
        if (symbol.Descriptor is FieldDescriptor { IsExtension: true } extension)
        {
            if (extension.ContainingType is not null && extension.ContainingType.FullName == type.FullName)
                return extension.File == _context.File && IsFeature(extension) ? ReportSameFile(target, option, shown) : extension;
            Error(DiagnosticIds.OptionTarget, target, option, ErrorLocation.OptionName, $"option \"{shown}\" extends {extension.ContainingType?.FullName}, so it cannot be set on {type.FullName}");
            return null;
        }

        var undeclared = _context.Symbols.UndeclaredDependency;
        var help = undeclared is not null ? $"it is defined in \"{undeclared.Name}\": import that file" : SuggestExtension(name, type);
        var what = symbol.IsNone ? "is not defined" : "is not an extension";
        Error(DiagnosticIds.UnknownOption, target, option, ErrorLocation.OptionName, $"option \"{shown}\" {what}", help ?? "import the file that defines it");
        return null;
    }

    private string? SuggestExtension(string name, MessageDescriptor type)
    {
        var extensions = _context.Symbols.VisibleFiles.SelectMany(static file => file.AllExtensions).Where(field => field.ContainingType?.FullName == type.FullName).ToList();
        var simple = name.Substring(name.LastIndexOf('.') + 1);
        var nearest = Spelling.Nearest(simple, extensions.Select(static field => field.Name));
        return nearest is null ? null : $"did you mean \"({extensions.First(field => field.Name == nearest).FullName})\"?";
    }

    private static bool IsFeature(FieldDescriptor extension) => extension.ContainingType.FullName == "google.protobuf.FeatureSet";

    private FieldDescriptor? ReportSameFile(OptionsTarget target, UninterpretedOption option, string shown)
    {
        Error(DiagnosticIds.OptionSameFile, target, option, ErrorLocation.OptionName, $"the feature \"{shown}\" cannot be used in the file that defines it", "define it in a file of its own");
        return null;
    }

    private void Error(string id, OptionsTarget target, UninterpretedOption option, ErrorLocation location, string message, string? help = null) =>
        _context.Error(id, target.Element, option, location, message, help);

    private static string NameOf(UninterpretedOption option) => NameOf(option, option.Name.Count);

    private static string NameOf(UninterpretedOption option, int parts) =>
        string.Join(".", option.Name.Take(parts).Select(static part => part.IsExtension == true ? $"({part.NamePart})" : part.NamePart));
}
