using Peregrine.Schema;

namespace Peregrine.Compiler.Syntax;

/// <summary><c>syntax = "proto3";</c> or <c>edition = "2023";</c></summary>
internal sealed class SyntaxDeclaration : Declaration
{
    public bool IsEdition { get; set; }

    public TokenRange Value { get; set; }

    /// <summary><c>proto2</c>, <c>proto3</c> or <c>editions</c>.</summary>
    public string Syntax { get; set; } = "proto2";

    public Edition Edition { get; set; }
}
