using Peregrine.Compiler.Syntax;

using Peregrine.Schema;

namespace Peregrine.Compiler.Parsing;

/// <content>Services and methods.</content>
internal sealed partial class Parser
{
    private ServiceDeclaration? ParseService()
    {
        Next();
        var service = new ServiceDeclaration { NameToken = _position };
        if (!ConsumeIdentifier(out var name, "the name of the service"))
            return null;
        service.Name = name;
        return ParseBody(service, $"service \"{name}\"", ParseServiceStatement) ? service : null;
    }

    private Declaration? ParseServiceStatement()
    {
        if (TryConsume(';'))
            return new EmptyDeclaration();
        if (At("option"))
            return ParseOption(isStatement: true);
        return ParseMethod();
    }

    private MethodDeclaration? ParseMethod()
    {
        if (!Consume("rpc"))
            return null;
        var method = new MethodDeclaration { NameToken = _position };
        if (!ConsumeIdentifier(out var name, "the name of the method"))
            return null;
        method.Name = name;
        if (!ParseMethodType(out var clientStream, out var input) || !Consume("returns") || !ParseMethodType(out var serverStream, out var output))
            return null;
        method.ClientStreamToken = clientStream;
        method.Input = input!;
        method.ServerStreamToken = serverStream;
        method.Output = output!;
        if (At('{'))
            return ParseMethodBody(method) ? method : null;
        return Consume(';') ? method : null;
    }

    private bool ParseMethodType(out int streamToken, out TypeSyntax? type)
    {
        streamToken = -1;
        type = null;
        if (!Consume('('))
            return false;
        if (At("stream"))
        {
            streamToken = _position;
            Next();
        }

        type = ParseMessageType("a message type");
        return type is not null && Consume(')');
    }

    private bool ParseMethodBody(MethodDeclaration method)
    {
        method.OpenBrace = _position;
        Next();
        while (!TryConsume('}'))
        {
            if (AtEnd)
            {
                Error(DiagnosticIds.UnexpectedEnd, method.OpenBrace, method.OpenBrace, $"method \"{method.Name}\" has no closing '}}': the file ends inside it", place: _position);
                return false;
            }

            ParseStatement(method.Members, () => TryConsume(';') ? new EmptyDeclaration() : ParseOption(isStatement: true));
        }

        return true;
    }
}
