using System.Runtime.CompilerServices;

namespace Peregrine.Http2.Hpack;

/// <summary>What decoding one block showed beside its fields: what the header-block cache learns from.</summary>
internal struct DecodeTrace
{
    /// <summary>Fields whose ends are noted; a remembered prefix is no longer.</summary>
    public const int MaxEnds = 32;

    private Ends _ends;
    private int _touching;

    /// <summary>The size of the list by RFC 9113 §6.5.2, also where it is over the limit.</summary>
    public long ListBytes;

    /// <summary>The fields decoded.</summary>
    public int Fields { get; private set; }

    /// <summary>The fields before the first that refers to the dynamic table.</summary>
    public readonly int StaticFields => _touching == 0 ? Fields : _touching - 1;

    /// <summary>Where in the block the field at <paramref name="index"/> ended.</summary>
    public readonly int EndOf(int index) => _ends[index];

    /// <summary>The same of the first fields alone.</summary>
    public readonly DecodeTrace Of(int firstFields) => this with { Fields = firstFields, _touching = _touching > firstFields ? 0 : _touching };

    /// <summary>Notes that a field ends at <paramref name="at"/>.</summary>
    public void EndField(int at)
    {
        if (Fields < MaxEnds)
        {
            _ends[Fields] = at;
        }
        Fields++;
    }

    /// <summary>Notes that the field in work refers to the dynamic table.</summary>
    public void TouchDynamic()
    {
        if (_touching == 0)
        {
            _touching = Fields + 1;
        }
    }

    [InlineArray(MaxEnds)]
    private struct Ends
    {
        private int _first;
    }
}
