using System.Collections.Generic;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Lowering;

/// <summary>Services and their methods.</summary>
internal sealed class ServiceLowering(Lowerer lowerer, LocationWriter? locations)
{
    private readonly OptionLowering _options = new(lowerer, locations);

    public void Lower(ServiceDeclaration declaration, List<ServiceDescriptorProto> siblings)
    {
        locations?.Push(6, siblings.Count);
        var proto = new ServiceDescriptorProto { Name = declaration.Name };
        siblings.Add(proto);
        lowerer.Bind(proto, declaration);
        locations?.WriteDeclaration(declaration.First, declaration.Last, declaration.OpenBrace);
        locations?.WriteField(1, declaration.NameToken, declaration.NameToken);
        foreach (var member in declaration.Members)
        {
            if (member is EmptyDeclaration)
                locations?.EndWithoutLocation(member.Last);
            else if (member is OptionSyntax option)
                _options.LowerStatement(option, proto.Options ??= new ServiceOptions(), 3);
            else if (member is MethodDeclaration method)
                LowerMethod(method, proto.Method);
        }

        locations?.EndWithoutLocation(declaration.CloseBrace);
        locations?.Pop(0);
    }

    private void LowerMethod(MethodDeclaration declaration, List<MethodDescriptorProto> siblings)
    {
        var depth = locations?.Depth ?? 0;
        locations?.Push(2, siblings.Count);
        var proto = new MethodDescriptorProto { Name = declaration.Name, InputType = declaration.Input.Name, OutputType = declaration.Output.Name };
        siblings.Add(proto);
        lowerer.Bind(proto, declaration);
        locations?.WriteDeclaration(declaration.First, declaration.Last, declaration.OpenBrace >= 0 ? declaration.OpenBrace : declaration.Last);
        locations?.WriteField(1, declaration.NameToken, declaration.NameToken);
        if (declaration.ClientStreamToken >= 0)
        {
            proto.ClientStreaming = true;
            locations?.WriteField(5, declaration.ClientStreamToken, declaration.ClientStreamToken);
        }

        locations?.WriteField(2, declaration.Input.First, declaration.Input.Last);
        if (declaration.ServerStreamToken >= 0)
        {
            proto.ServerStreaming = true;
            locations?.WriteField(6, declaration.ServerStreamToken, declaration.ServerStreamToken);
        }

        locations?.WriteField(3, declaration.Output.First, declaration.Output.Last);
        LowerOptions(declaration, proto);
        locations?.Pop(depth);
    }

    private void LowerOptions(MethodDeclaration declaration, MethodDescriptorProto proto)
    {
        if (declaration.OpenBrace < 0)
            return;
        // Braces alone make an options message, an empty one.
        proto.Options = new MethodOptions();
        foreach (var member in declaration.Members)
        {
            if (member is EmptyDeclaration)
                locations?.EndWithoutLocation(member.Last);
            else if (member is OptionSyntax option)
                _options.LowerStatement(option, proto.Options, 4);
        }

        locations?.EndWithoutLocation(declaration.Last);
    }
}
