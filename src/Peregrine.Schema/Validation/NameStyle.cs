namespace Peregrine.Schema;

/// <summary>The styles of names that features.enforce_naming_style asks for.</summary>
internal enum NameStyle
{
    TitleCase,
    LowerSnakeCase,
    UpperSnakeCase,
}
