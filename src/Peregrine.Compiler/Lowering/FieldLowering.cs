using System.Collections.Generic;
using System.Text;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Lowering;

/// <summary>Fields, extensions, map entries and groups.</summary>
internal sealed class FieldLowering(Lowerer lowerer, LocationWriter? locations, MessageLowering messages, SyntaxTree tree)
{
    private readonly OptionLowering _options = new(lowerer, locations);

    private bool IsProto3 => tree.Root.Syntax?.Syntax == "proto3";

    /// <summary>Lowers a field into a list; groups and map entries go to the list of nested messages.</summary>
    public void Lower(FieldDeclaration declaration, List<FieldDescriptorProto> siblings, int field, List<DescriptorProto> nested, int nestedField, int? oneofIndex, ExtendDeclaration? extend)
    {
        var depth = locations?.Depth ?? 0;
        var proto = new FieldDescriptorProto
        {
            Name = declaration.Name,
            Number = declaration.Number,
            Label = declaration.Label ?? (declaration.MapKey is null ? FieldLabel.Optional : FieldLabel.Repeated),
            OneofIndex = oneofIndex,
            Extendee = extend?.Extendee.Name,
        };
        locations?.Push(field, siblings.Count);
        siblings.Add(proto);
        lowerer.Bind(proto, declaration);
        WriteLocations(declaration, extend);
        LowerType(declaration, proto);
        LowerOptions(declaration, proto);
        if (declaration.Group is { } group)
            LowerGroup(declaration, group, proto, nested, nestedField, depth);
        else if (declaration.MapKey is not null)
            AddMapEntry(declaration, proto, nested);
        locations?.Pop(depth);
    }

    private void WriteLocations(FieldDeclaration declaration, ExtendDeclaration? extend)
    {
        if (locations is null)
            return;
        if (declaration.Group is null)
            locations.WriteDeclaration(declaration.First, declaration.Last, declaration.Last);
        else
            locations.Write(declaration.First, declaration.Last);
        if (extend is not null)
            locations.WriteField(2, extend.Extendee.First, extend.Extendee.Last);
        if (declaration.LabelToken >= 0)
            locations.WriteField(4, declaration.LabelToken, declaration.LabelToken);
        locations.WriteField(declaration.Type?.Scalar is null ? 6 : 5, declaration.TypeTokens);
        locations.WriteField(1, declaration.NameToken, declaration.NameToken);
        locations.WriteField(3, declaration.NumberToken, declaration.NumberToken);
    }

    private void LowerType(FieldDeclaration declaration, FieldDescriptorProto proto)
    {
        if (declaration.Type is { } type)
        {
            proto.Type = type.Scalar;
            proto.TypeName = type.Scalar is null ? type.Name : null;
        }

        if (IsProto3 && declaration.Label == FieldLabel.Optional)
            proto.Proto3Optional = true;
    }

    private void LowerOptions(FieldDeclaration declaration, FieldDescriptorProto proto)
    {
        if (declaration.Options is not { } list)
            return;
        _options.WriteListLocation(list, 8);
        foreach (var node in list.Options)
        {
            if (node is PseudoOptionSyntax pseudo)
                LowerPseudoOption(pseudo, proto);
            else if (node is OptionSyntax option)
                LowerOption(option, proto);
        }
    }

    private void LowerOption(OptionSyntax option, FieldDescriptorProto proto)
    {
        var depth = locations?.Depth ?? 0;
        locations?.Push(8);
        _options.Add(option, proto.Options ??= new FieldOptions());
        locations?.Pop(depth);
    }

    private void LowerPseudoOption(PseudoOptionSyntax option, FieldDescriptorProto proto)
    {
        if (option.IsDefault)
        {
            proto.DefaultValue = option.Value;
            locations?.WriteField(7, option.ValueTokens);
            return;
        }

        proto.JsonName = option.Value;
        if (locations is null)
            return;
        // The whole assignment, then its value, under one path.
        locations.WriteField(10, option.First, option.Last);
        locations.WriteField(10, option.ValueTokens);
    }

    // A group is a field and a message in one: their locations overlap.
    private void LowerGroup(FieldDeclaration declaration, MessageDeclaration group, FieldDescriptorProto proto, List<DescriptorProto> nested, int nestedField, int depth)
    {
        var message = new DescriptorProto { Name = declaration.Name };
        proto.TypeName = declaration.Name;
        proto.Name = LowerAscii(declaration.Name);
        if (locations is not null)
        {
            var fieldPath = locations.TakePath(depth);
            locations.Push(nestedField, nested.Count);
            locations.WriteDeclaration(declaration.First, declaration.Last, group.OpenBrace);
            locations.WriteField(1, declaration.NameToken, declaration.NameToken);
            var groupPath = locations.TakePath(depth);
            locations.PutPath(fieldPath);
            locations.WriteField(6, declaration.NameToken, declaration.NameToken);
            locations.Pop(depth);
            locations.PutPath(groupPath);
        }

        nested.Add(message);
        lowerer.Bind(message, group);
        messages.LowerBody(group, message);
    }

    private static string LowerAscii(string name)
    {
        var lower = name.ToCharArray();
        for (var i = 0; i < lower.Length; i++)
        {
            if (lower[i] is >= 'A' and <= 'Z')
                lower[i] = (char)(lower[i] + 32);
        }

        return new string(lower);
    }

    private void AddMapEntry(FieldDeclaration declaration, FieldDescriptorProto proto, List<DescriptorProto> nested)
    {
        var entry = new DescriptorProto { Name = MapEntryName(declaration.Name), Options = new MessageOptions { MapEntry = true } };
        lowerer.Bind(entry, declaration);
        proto.TypeName = entry.Name;
        entry.Field.Add(MapEntryField("key", 1, declaration, declaration.MapKey!));
        entry.Field.Add(MapEntryField("value", 2, declaration, declaration.MapValue!));
        nested.Add(entry);
    }

    private FieldDescriptorProto MapEntryField(string name, int number, FieldDeclaration declaration, TypeSyntax type)
    {
        var field = new FieldDescriptorProto
        {
            Name = name,
            Number = number,
            Label = FieldLabel.Optional,
            Type = type.Scalar,
            TypeName = type.Scalar is null ? type.Name : null,
        };
        lowerer.Bind(field, type);
        // What is set for the map's strings holds for the entry's.
        foreach (var node in declaration.OptionItems)
        {
            if (node is OptionSyntax option && option.Name[0] is { IsExtension: false, Text: "features" })
                (field.Options ??= new FieldOptions()).UninterpretedOption.Add(_options.ToProto(option));
        }

        return field;
    }

    /// <summary>The name of the message that holds the entries of a map field.</summary>
    public static string MapEntryName(string fieldName)
    {
        var name = new StringBuilder(fieldName.Length + 5);
        var raise = true;
        foreach (var c in fieldName)
        {
            if (c == '_')
            {
                raise = true;
                continue;
            }

            name.Append(raise && c is >= 'a' and <= 'z' ? (char)(c - 32) : c);
            raise = false;
        }

        return name.Append("Entry").ToString();
    }

    public void LowerOneof(OneofDeclaration declaration, DescriptorProto message)
    {
        var depth = locations?.Depth ?? 0;
        var index = message.OneofDecl.Count;
        var proto = new OneofDescriptorProto { Name = declaration.Name };
        message.OneofDecl.Add(proto);
        lowerer.Bind(proto, declaration);
        locations?.Push(8, index);
        locations?.WriteDeclaration(declaration.First, declaration.Last, declaration.OpenBrace);
        locations?.WriteField(1, declaration.NameToken, declaration.NameToken);
        foreach (var member in declaration.Members)
        {
            if (member is OptionSyntax option)
            {
                _options.LowerStatement(option, proto.Options ??= new OneofOptions(), 2);
            }
            else if (member is FieldDeclaration field)
            {
                var oneofPath = locations?.TakePath(depth);
                Lower(field, message.Field, 2, message.NestedType, 3, index, null);
                if (oneofPath is not null)
                    locations!.PutPath(oneofPath);
            }
        }

        locations?.EndWithoutLocation(declaration.CloseBrace);
        locations?.Pop(depth);
    }

    public void LowerExtend(ExtendDeclaration declaration, List<FieldDescriptorProto> siblings, int field, List<DescriptorProto> nested, int nestedField)
    {
        var depth = locations?.Depth ?? 0;
        locations?.Push(field);
        locations?.WriteDeclaration(declaration.First, declaration.Last, declaration.OpenBrace);
        locations?.Pop(depth);
        foreach (var member in declaration.Members)
        {
            if (member is FieldDeclaration extension)
                Lower(extension, siblings, field, nested, nestedField, null, declaration);
        }

        locations?.EndWithoutLocation(declaration.CloseBrace);
    }
}
