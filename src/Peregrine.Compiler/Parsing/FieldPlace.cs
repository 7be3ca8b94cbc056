namespace Peregrine.Compiler.Parsing;

/// <summary>Where a field is declared.</summary>
internal enum FieldPlace
{
    Message,
    Oneof,
    Extend,
}
