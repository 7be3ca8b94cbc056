using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Describes a complete .proto file.</summary>
public sealed class FileDescriptorProto : SchemaMessage
{
    private List<string>? _dependency;
    private List<int>? _publicDependency;
    private List<int>? _weakDependency;
    private List<string>? _optionDependency;
    private List<DescriptorProto>? _messageType;
    private List<EnumDescriptorProto>? _enumType;
    private List<ServiceDescriptorProto>? _service;
    private List<FieldDescriptorProto>? _extension;

    /// <summary>The field <c>name</c> of <c>google.protobuf.FileDescriptorProto</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The field <c>package</c> of <c>google.protobuf.FileDescriptorProto</c>.</summary>
    public string? Package { get; set; }

    /// <summary>Names of files imported by this file.</summary>
    public List<string> Dependency => _dependency ??= [];

    /// <summary>Indexes of the public imported files in the dependency list above.</summary>
    public List<int> PublicDependency => _publicDependency ??= [];

    /// <summary>Indexes of the weak imported files in the dependency list.</summary>
    public List<int> WeakDependency => _weakDependency ??= [];

    /// <summary>Names of files imported by this file purely for the purpose of providing option extensions.</summary>
    public List<string> OptionDependency => _optionDependency ??= [];

    /// <summary>All top-level definitions in this file.</summary>
    public List<DescriptorProto> MessageType => _messageType ??= [];

    /// <summary>The field <c>enum_type</c> of <c>google.protobuf.FileDescriptorProto</c>.</summary>
    public List<EnumDescriptorProto> EnumType => _enumType ??= [];

    /// <summary>The field <c>service</c> of <c>google.protobuf.FileDescriptorProto</c>.</summary>
    public List<ServiceDescriptorProto> Service => _service ??= [];

    /// <summary>The field <c>extension</c> of <c>google.protobuf.FileDescriptorProto</c>.</summary>
    public List<FieldDescriptorProto> Extension => _extension ??= [];

    /// <summary>The field <c>options</c> of <c>google.protobuf.FileDescriptorProto</c>.</summary>
    public FileOptions? Options { get; set; }

    /// <summary>This field contains optional information about the original source code.</summary>
    public SourceCodeInfo? SourceCodeInfo { get; set; }

    /// <summary>The syntax of the proto file.</summary>
    public string? Syntax { get; set; }

    /// <summary>The edition of the proto file.</summary>
    public Edition? Edition { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static FileDescriptorProto Parse(byte[] bytes) => Parse(new FileDescriptorProto(), bytes);

    /// <summary>Reads what <see cref="SchemaMessage.ToBytes"/> wrote. Locations stay encoded, since few look at them.</summary>
    internal static FileDescriptorProto ParseOwnOutput(byte[] bytes)
    {
        var proto = new FileDescriptorProto();
        proto.ReadFrom(new WireInput(bytes) { IsOwnOutput = true });
        return proto;
    }

    /// <summary>The same file with other source info; everything else is shared.</summary>
    internal FileDescriptorProto WithSourceInfo(SourceCodeInfo? info)
    {
        var copy = (FileDescriptorProto)MemberwiseClone();
        copy.SourceCodeInfo = info;
        return copy;
    }

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Name = input.ReadString(); return true;
            case 18: Package = input.ReadString(); return true;
            case 26: Dependency.Add(input.ReadString()); return true;
            case 80: PublicDependency.Add(input.ReadInt32()); return true;
            case 82: input.ReadPackedInt32(PublicDependency.Add); return true;
            case 88: WeakDependency.Add(input.ReadInt32()); return true;
            case 90: input.ReadPackedInt32(WeakDependency.Add); return true;
            case 122: OptionDependency.Add(input.ReadString()); return true;
            case 34: MessageType.Add(input.ReadMessage(new DescriptorProto())); return true;
            case 42: EnumType.Add(input.ReadMessage(new EnumDescriptorProto())); return true;
            case 50: Service.Add(input.ReadMessage(new ServiceDescriptorProto())); return true;
            case 58: Extension.Add(input.ReadMessage(new FieldDescriptorProto())); return true;
            case 66: Options = input.ReadMessage(Options ?? new FileOptions()); return true;
            case 74 when input.IsOwnOutput: SourceCodeInfo = SourceCodeInfo.FromEncodedLocations(input.ReadBytes()); return true;
            case 74: SourceCodeInfo = input.ReadMessage(SourceCodeInfo ?? new SourceCodeInfo()); return true;
            case 98: Syntax = input.ReadString(); return true;
            case 112: Edition = (Edition)input.ReadInt32(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteStrings(15, _optionDependency);
        output.WriteInt32(14, (int?)Edition);
        output.WriteString(12, Syntax);
        output.WriteInt32s(11, _weakDependency);
        output.WriteInt32s(10, _publicDependency);
        output.WriteMessage(9, SourceCodeInfo);
        output.WriteMessage(8, Options);
        output.WriteMessages(7, _extension);
        output.WriteMessages(6, _service);
        output.WriteMessages(5, _enumType);
        output.WriteMessages(4, _messageType);
        output.WriteStrings(3, _dependency);
        output.WriteString(2, Package);
        output.WriteString(1, Name);
    }
}
