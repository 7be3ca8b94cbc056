namespace Peregrine.Http2.Hpack;

/// <summary>How an encoder spends its dynamic table.</summary>
internal enum EncoderPolicy
{
    /// <summary>Fields enter while there is room and then stay, so that indices never move and encoded blocks can be remembered.</summary>
    Stable,
    /// <summary>Fields enter and the oldest leave, and every literal is Huffman-coded where that is shorter: the fewest bytes.</summary>
    Compact,
}
