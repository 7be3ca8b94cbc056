namespace Peregrine.Protobuf;

/// <summary>What becomes of a <c>string</c> field that is not UTF-8 (when read) or has an unpaired surrogate (when written).</summary>
public enum InvalidUtf8
{
    /// <summary>It is an error that names the field. The default.</summary>
    Reject,

    /// <summary>What is wrong is replaced by U+FFFD.</summary>
    Replace,
}
