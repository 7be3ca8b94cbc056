using System;
using System.Collections.Generic;
using System.Linq;

namespace Peregrine.Schema;

/// <summary>A schema that was to be linked is not valid.</summary>
public sealed class SchemaException : Exception
{
    /// <summary>Creates the exception without errors.</summary>
    public SchemaException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public SchemaException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public SchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception from what the linker found.</summary>
    public SchemaException(IReadOnlyList<SchemaError> errors)
        : base(string.Join("\n", errors.Select(static error => error.ToString())))
    {
        Errors = errors;
    }

    /// <summary>Every error, in order.</summary>
    public IReadOnlyList<SchemaError> Errors { get; } = [];
}
