using System;
using System.Collections.Generic;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Lowering;

/// <summary>Enums and their values.</summary>
internal sealed class EnumLowering(Lowerer lowerer, LocationWriter? locations)
{
    private readonly OptionLowering _options = new(lowerer, locations);

    public void Lower(EnumDeclaration declaration, List<EnumDescriptorProto> siblings, int field)
    {
        var depth = locations?.Depth ?? 0;
        locations?.Push(field, siblings.Count);
        var proto = new EnumDescriptorProto { Name = declaration.Name };
        siblings.Add(proto);
        lowerer.Bind(proto, declaration);
        if (declaration.VisibilityToken >= 0)
            proto.Visibility = declaration.IsExport ? SymbolVisibility.Export : SymbolVisibility.Local;
        locations?.WriteDeclaration(Math.Max(declaration.First, declaration.VisibilityToken + 1), declaration.Last, declaration.OpenBrace);

        locations?.WriteField(1, declaration.NameToken, declaration.NameToken);
        foreach (var member in declaration.Members)
            LowerMember(member, proto);
        locations?.EndWithoutLocation(declaration.CloseBrace);
        locations?.Pop(depth);
    }

    private void LowerMember(Declaration member, EnumDescriptorProto proto)
    {
        switch (member)
        {
            case EmptyDeclaration:
                locations?.EndWithoutLocation(member.Last);
                break;
            case OptionSyntax option:
                _options.LowerStatement(option, proto.Options ??= new EnumOptions(), 3);
                break;
            case ReservedDeclaration reserved:
                new RangeLowering(lowerer, locations).LowerReserved(reserved, proto);
                break;
            case EnumValueDeclaration value:
                LowerValue(value, proto.Value);
                break;
        }
    }

    private void LowerValue(EnumValueDeclaration declaration, List<EnumValueDescriptorProto> siblings)
    {
        var depth = locations?.Depth ?? 0;
        locations?.Push(2, siblings.Count);
        var proto = new EnumValueDescriptorProto { Name = declaration.Name, Number = declaration.Number };
        siblings.Add(proto);
        lowerer.Bind(proto, declaration);
        locations?.WriteDeclaration(declaration.First, declaration.Last, declaration.Last);
        locations?.WriteField(1, declaration.NameToken, declaration.NameToken);
        locations?.WriteField(2, declaration.NumberTokens);
        if (declaration.Options is { } list)
            _options.LowerList(list, proto.Options = new EnumValueOptions(), 3);
        locations?.Pop(depth);
    }
}
