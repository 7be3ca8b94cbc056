using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>What a compiler writes to the input of a <c>protoc-gen-*</c> plugin.</summary>
public sealed class CodeGeneratorRequest : SchemaMessage
{
    private List<string>? _fileToGenerate;
    private List<FileDescriptorProto>? _protoFile;
    private List<FileDescriptorProto>? _sourceFileDescriptors;

    /// <summary>The files to generate code for.</summary>
    public List<string> FileToGenerate => _fileToGenerate ??= [];

    /// <summary>The parameter of the plugin, as it stood on the command line.</summary>
    public string? Parameter { get; set; }

    /// <summary>The files to generate and everything they import, each after its imports.</summary>
    public List<FileDescriptorProto> ProtoFile => _protoFile ??= [];

    /// <summary>The files to generate with the options that are meant for compilers only.</summary>
    public List<FileDescriptorProto> SourceFileDescriptors => _sourceFileDescriptors ??= [];

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static CodeGeneratorRequest Parse(byte[] bytes) => Parse(new CodeGeneratorRequest(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: FileToGenerate.Add(input.ReadString()); return true;
            case 18: Parameter = input.ReadString(); return true;
            case 122: ProtoFile.Add(input.ReadMessage(new FileDescriptorProto())); return true;
            case 138: SourceFileDescriptors.Add(input.ReadMessage(new FileDescriptorProto())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(17, _sourceFileDescriptors);
        output.WriteMessages(15, _protoFile);
        output.WriteString(2, Parameter);
        output.WriteStrings(1, _fileToGenerate);
    }
}
