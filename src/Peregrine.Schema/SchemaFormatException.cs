using System;

namespace Peregrine.Schema;

/// <summary>Bytes that were to be a descriptor are not a valid encoding of one.</summary>
public sealed class SchemaFormatException : FormatException
{
    /// <summary>Creates the exception without a message.</summary>
    public SchemaFormatException()
    {
    }

    /// <summary>Creates the exception with a message that tells what is wrong at which byte.</summary>
    public SchemaFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public SchemaFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
