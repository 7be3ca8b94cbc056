using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>What a <c>protoc-gen-*</c> plugin writes to its output.</summary>
public sealed class CodeGeneratorResponse : SchemaMessage
{
    private List<GeneratedFile>? _file;

    /// <summary>Why nothing was generated; null when all went well.</summary>
    public string? Error { get; set; }

    /// <summary>Bits of what the plugin knows: 1 proto3 optional, 2 editions.</summary>
    public ulong? SupportedFeatures { get; set; }

    /// <summary>The first edition that the plugin knows.</summary>
    public int? MinimumEdition { get; set; }

    /// <summary>The last edition that the plugin knows.</summary>
    public int? MaximumEdition { get; set; }

    /// <summary>The generated files.</summary>
    public List<GeneratedFile> File => _file ??= [];

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static CodeGeneratorResponse Parse(byte[] bytes) => Parse(new CodeGeneratorResponse(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Error = input.ReadString(); return true;
            case 16: SupportedFeatures = input.ReadUInt64(); return true;
            case 24: MinimumEdition = input.ReadInt32(); return true;
            case 32: MaximumEdition = input.ReadInt32(); return true;
            case 122: File.Add(input.ReadMessage(new GeneratedFile())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(15, _file);
        output.WriteInt32(4, MaximumEdition);
        output.WriteInt32(3, MinimumEdition);
        output.WriteUInt64(2, SupportedFeatures);
        output.WriteString(1, Error);
    }
}
