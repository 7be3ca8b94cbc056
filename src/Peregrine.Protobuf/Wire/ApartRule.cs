namespace Peregrine.Protobuf;

/// <summary>Which <c>bytes</c> values a <see cref="WireWriter"/> leaves where they are, instead of copying them into its buffer; none by default.</summary>
internal readonly struct ApartRule
{
    private readonly int _leastBytes;
    private readonly bool _ownedOnly;

    private ApartRule(int leastBytes, bool ownedOnly)
    {
        _leastBytes = leastBytes;
        _ownedOnly = ownedOnly;
    }

    /// <summary>For bytes that are used before the writing ends: all values that are not sooner copied than noted.</summary>
    public static ApartRule Borrowed => new(1024, ownedOnly: false);

    /// <summary>For bytes that are used later: only values that nobody changes, of at least <paramref name="leastBytes"/>.</summary>
    public static ApartRule Kept(int leastBytes) => new(Math.Max(1, leastBytes), ownedOnly: true);

    /// <summary>Whether a value is left where it is.</summary>
    public bool Takes(ByteString value) => (uint)(_leastBytes - 1) < (uint)value.Length && (!_ownedOnly || value.IsOwned);
}
