using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>An element that could not have the C# name that follows from its own, because something else has it.</summary>
/// <param name="Element">The element.</param>
/// <param name="Wanted">The name that follows from its own.</param>
/// <param name="Given">The name that it has in the generated code.</param>
internal sealed record NameChange(Descriptor Element, string Wanted, string Given);
