using System;
using System.Collections.Generic;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Lowering;

/// <summary>Messages with everything inside.</summary>
internal sealed class MessageLowering
{
    private const int MaxFieldNumberEnd = 536870912;

    private readonly Lowerer _lowerer;
    private readonly LocationWriter? _locations;
    private readonly OptionLowering _options;
    private readonly RangeLowering _ranges;

    public MessageLowering(Lowerer lowerer, LocationWriter? locations, SyntaxTree tree)
    {
        _lowerer = lowerer;
        _locations = locations;
        _options = new OptionLowering(lowerer, locations);
        _ranges = new RangeLowering(lowerer, locations);
        Enums = new EnumLowering(lowerer, locations);
        Fields = new FieldLowering(lowerer, locations, this, tree);
    }

    public EnumLowering Enums { get; }

    public FieldLowering Fields { get; }

    /// <summary>Lowers a message declared in the element at the current path.</summary>
    public void LowerNested(MessageDeclaration declaration, List<DescriptorProto> siblings, int field)
    {
        var depth = _locations?.Depth ?? 0;
        _locations?.Push(field, siblings.Count);
        var proto = new DescriptorProto { Name = declaration.Name };
        siblings.Add(proto);
        _lowerer.Bind(proto, declaration);
        if (declaration.VisibilityToken >= 0)
            proto.Visibility = declaration.IsExport ? SymbolVisibility.Export : SymbolVisibility.Local;
        // The location of a declaration begins behind its visibility.
        _locations?.WriteDeclaration(Math.Max(declaration.First, declaration.VisibilityToken + 1), declaration.Last, declaration.OpenBrace);

        _locations?.WriteField(1, declaration.NameToken, declaration.NameToken);
        LowerBody(declaration, proto);
        _locations?.Pop(depth);
    }

    /// <summary>Lowers the members of a message whose path is the current.</summary>
    public void LowerBody(MessageDeclaration declaration, DescriptorProto proto)
    {
        foreach (var member in declaration.Members)
            LowerMember(member, proto);
        _locations?.EndWithoutLocation(declaration.CloseBrace);
        FinishRanges(proto);
        AddSyntheticOneofs(proto);
    }

    private void LowerMember(Declaration member, DescriptorProto proto)
    {
        switch (member)
        {
            case EmptyDeclaration:
                _locations?.EndWithoutLocation(member.Last);
                break;
            case FieldDeclaration field:
                Fields.Lower(field, proto.Field, 2, proto.NestedType, 3, null, null);
                break;
            case OneofDeclaration oneof:
                Fields.LowerOneof(oneof, proto);
                break;
            case MessageDeclaration message:
                LowerNested(message, proto.NestedType, 3);
                break;
            case EnumDeclaration enumeration:
                Enums.Lower(enumeration, proto.EnumType, 4);
                break;
            case ExtendDeclaration extend:
                Fields.LowerExtend(extend, proto.Extension, 6, proto.NestedType, 3);
                break;
            case ExtensionsDeclaration extensions:
                _ranges.LowerExtensions(extensions, proto);
                break;
            case ReservedDeclaration reserved:
                _ranges.LowerReserved(reserved, proto);
                break;
            case OptionSyntax option:
                _options.LowerStatement(option, proto.Options ??= new MessageOptions(), 7);
                break;
        }
    }

    // `max` is larger in a MessageSet, which is known only when all options were read.
    private static void FinishRanges(DescriptorProto proto)
    {
        if (proto.ExtensionRange.Count == 0 && proto.ReservedRange.Count == 0)
            return;
        var max = IsMessageSet(proto) ? int.MaxValue : MaxFieldNumberEnd;
        foreach (var range in proto.ExtensionRange)
        {
            if (range.End == RangeLowering.Max)
                range.End = max;
        }

        foreach (var range in proto.ReservedRange)
        {
            if (range.End == RangeLowering.Max)
                range.End = max;
        }
    }

    private static bool IsMessageSet(DescriptorProto proto)
    {
        foreach (var option in proto.Options?.UninterpretedOptions ?? [])
        {
            if (option.Name.Count == 1 && option.Name[0].NamePart == "message_set_wire_format" && option.IdentifierValue == "true")
                return true;
        }

        return false;
    }

    // Every proto3 `optional` field gets a oneof of its own, named after it, behind the real ones.
    private static void AddSyntheticOneofs(DescriptorProto proto)
    {
        HashSet<string>? names = null;
        foreach (var field in proto.Field)
        {
            if (field.Proto3Optional != true)
                continue;
            names ??= CollectNames(proto);
            var name = field.Name!.StartsWith("_", StringComparison.Ordinal) ? field.Name : "_" + field.Name;
            while (!names.Add(name!))
                name = "X" + name;
            field.OneofIndex = proto.OneofDecl.Count;
            proto.OneofDecl.Add(new OneofDescriptorProto { Name = name });
        }
    }

    private static HashSet<string> CollectNames(DescriptorProto proto)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in proto.Field)
            names.Add(field.Name!);
        foreach (var oneof in proto.OneofDecl)
            names.Add(oneof.Name!);
        return names;
    }
}
