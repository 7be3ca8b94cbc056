namespace Peregrine.Schema;

/// <summary>Information about the support window of a feature.</summary>
public sealed class FeatureSupport : SchemaMessage
{
    /// <summary>The edition that this feature was first available in.</summary>
    public Edition? EditionIntroduced { get; set; }

    /// <summary>The edition this feature becomes deprecated in.</summary>
    public Edition? EditionDeprecated { get; set; }

    /// <summary>The deprecation warning text if this feature is used after the edition it was marked deprecated in.</summary>
    public string? DeprecationWarning { get; set; }

    /// <summary>The edition this feature is no longer available in.</summary>
    public Edition? EditionRemoved { get; set; }

    /// <summary>The removal error text if this feature is used after the edition it was removed in.</summary>
    public string? RemovalError { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static FeatureSupport Parse(byte[] bytes) => Parse(new FeatureSupport(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 8: EditionIntroduced = (Edition)input.ReadInt32(); return true;
            case 16: EditionDeprecated = (Edition)input.ReadInt32(); return true;
            case 26: DeprecationWarning = input.ReadString(); return true;
            case 32: EditionRemoved = (Edition)input.ReadInt32(); return true;
            case 42: RemovalError = input.ReadString(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteString(5, RemovalError);
        output.WriteInt32(4, (int?)EditionRemoved);
        output.WriteString(3, DeprecationWarning);
        output.WriteInt32(2, (int?)EditionDeprecated);
        output.WriteInt32(1, (int?)EditionIntroduced);
    }
}
