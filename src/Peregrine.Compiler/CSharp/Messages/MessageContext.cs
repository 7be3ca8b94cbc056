using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>What the emitters of one message's members share.</summary>
internal sealed class MessageContext
{
    public MessageContext(MessageDescriptor message, CSharpOptions options)
    {
        Message = message;
        Style = options.Style;
        Types = new TypeReferences(message.File, message, options.Style);
        Names = MemberNames.Of(message, options.Style);
    }

    public MessageDescriptor Message { get; }

    public CSharpStyle Style { get; }

    public TypeReferences Types { get; }

    public MemberNames Names { get; }

    /// <summary>How many presence bits have been given out.</summary>
    public int Bits { get; private set; }

    public Presence NextBit() => new(Bits++);
}
