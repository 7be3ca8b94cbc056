using System.Runtime.CompilerServices;

namespace Peregrine.Http2.Hpack;

/// <summary>What decoding one block showed beside its fields: what the header-block cache learns from.</summary>
internal struct DecodeTrace
{
    /// <summary>Fields whose ends are noted; a remembered prefix is no longer.</summary>
    public const int MaxEnds = 32;

    private Ends _ends;
    private uint _dynamic; // a bit for each of the fields whose ends are noted
    private int _changing;

    /// <summary>The size of the list by RFC 9113 §6.5.2, also where it is over the limit.</summary>
    public long ListBytes;

    /// <summary>The fields decoded.</summary>
    public int Fields { get; private set; }

    /// <summary>The fields before the first that changes the dynamic table.</summary>
    public readonly int StableFields => _changing == 0 ? Fields : _changing - 1;

    /// <summary>Whether any field refers to the dynamic table.</summary>
    public readonly bool IsDynamic => _dynamic != 0;

    /// <summary>Where in the block the field at <paramref name="index"/> ended.</summary>
    public readonly int EndOf(int index) => _ends[index];

    /// <summary>Whether the field at <paramref name="index"/> refers to the dynamic table.</summary>
    public readonly bool RefersToDynamic(int index) => (_dynamic >> index & 1) != 0;

    /// <summary>The same of the first fields alone, before any that changes the table.</summary>
    public readonly DecodeTrace Of(int firstFields) => this with { Fields = firstFields, _dynamic = firstFields < MaxEnds ? _dynamic & ((1u << firstFields) - 1) : _dynamic, _changing = 0 };

    /// <summary>Notes that a field ends at <paramref name="at"/>.</summary>
    public void EndField(int at)
    {
        if (Fields < MaxEnds)
        {
            _ends[Fields] = at;
        }
        Fields++;
    }

    /// <summary>Notes that the field at <paramref name="index"/> ends elsewhere.</summary>
    public void MoveEnd(int index, int at) => _ends[index] = at;

    /// <summary>Notes that the field in work refers to the dynamic table.</summary>
    public void TouchDynamic()
    {
        if (Fields < MaxEnds)
        {
            _dynamic |= 1u << Fields;
        }
    }

    /// <summary>Notes that the field in work, or what stands before it, changes the dynamic table.</summary>
    public void ChangeTable()
    {
        if (_changing == 0)
        {
            _changing = Fields + 1;
        }
    }

    [InlineArray(MaxEnds)]
    private struct Ends
    {
        private int _first;
    }
}
