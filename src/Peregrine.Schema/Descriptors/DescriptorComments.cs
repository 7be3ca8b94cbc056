using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>The comments of one declaration, without their comment marks.</summary>
public sealed class DescriptorComments
{
    internal static readonly DescriptorComments None = new("", "", []);

    internal DescriptorComments(string leading, string trailing, IReadOnlyList<string> leadingDetached)
    {
        Leading = leading;
        Trailing = trailing;
        LeadingDetached = leadingDetached;
    }

    /// <summary>The comment directly before the declaration; empty when there is none.</summary>
    public string Leading { get; }

    /// <summary>The comment directly after the declaration; empty when there is none.</summary>
    public string Trailing { get; }

    /// <summary>The comments before <see cref="Leading"/> that an empty line keeps apart.</summary>
    public IReadOnlyList<string> LeadingDetached { get; }
}
