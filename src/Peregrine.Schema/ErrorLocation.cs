namespace Peregrine.Schema;

/// <summary>The part of a declaration that an error is about.</summary>
public enum ErrorLocation
{
    /// <summary>The declaration as a whole.</summary>
    Other,

    /// <summary>Its name.</summary>
    Name,

    /// <summary>Its number, or the numbers of a range.</summary>
    Number,

    /// <summary>The type of a field.</summary>
    Type,

    /// <summary>The message that an extension extends.</summary>
    Extendee,

    /// <summary>The default value of a field.</summary>
    DefaultValue,

    /// <summary>The request type of a method.</summary>
    InputType,

    /// <summary>The reply type of a method.</summary>
    OutputType,

    /// <summary>The name of an option.</summary>
    OptionName,

    /// <summary>The value of an option.</summary>
    OptionValue,

    /// <summary>An import.</summary>
    Import,

    /// <summary>The edition of the file.</summary>
    Edition,

    /// <summary>The JSON name of a field.</summary>
    JsonName,
}
