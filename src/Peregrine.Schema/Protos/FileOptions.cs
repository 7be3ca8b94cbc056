namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.FileOptions</c>.</summary>
public sealed class FileOptions : DescriptorOptions
{
    /// <summary>Sets the Java package where classes generated from this .proto will be placed.</summary>
    public string? JavaPackage { get; set; }

    /// <summary>Controls the name of the wrapper Java class generated for the .proto file.</summary>
    public string? JavaOuterClassname { get; set; }

    /// <summary>
    /// If enabled, then the Java code generator will generate a separate .java file for each top-level message, enum, and service defined in the
    /// .proto file.
    /// </summary>
    public bool? JavaMultipleFiles { get; set; }

    /// <summary>This option does nothing.</summary>
    public bool? JavaGenerateEqualsAndHash { get; set; }

    /// <summary>
    /// A proto2 file can set this to true to opt in to UTF-8 checking for Java, which will throw an exception if invalid UTF-8 is parsed from the
    /// wire or assigned to a string field.
    /// </summary>
    public bool? JavaStringCheckUtf8 { get; set; }

    /// <summary>The field <c>optimize_for</c> of <c>google.protobuf.FileOptions</c>.</summary>
    public OptimizeMode? OptimizeFor { get; set; }

    /// <summary>Sets the Go package where structs generated from this .proto will be placed.</summary>
    public string? GoPackage { get; set; }

    /// <summary>Should generic services be generated in each language?  "Generic" services are not specific to any particular RPC system.</summary>
    public bool? CcGenericServices { get; set; }

    /// <summary>The field <c>java_generic_services</c> of <c>google.protobuf.FileOptions</c>.</summary>
    public bool? JavaGenericServices { get; set; }

    /// <summary>The field <c>py_generic_services</c> of <c>google.protobuf.FileOptions</c>.</summary>
    public bool? PyGenericServices { get; set; }

    /// <summary>
    /// Is this file deprecated? Depending on the target platform, this can emit Deprecated annotations for everything in the file, or it will be
    /// completely ignored; in the very least, this is a formalization for deprecating files.
    /// </summary>
    public bool? Deprecated { get; set; }

    /// <summary>Enables the use of arenas for the proto messages in this file.</summary>
    public bool? CcEnableArenas { get; set; }

    /// <summary>Sets the objective c class prefix which is prepended to all objective c generated classes from this .proto.</summary>
    public string? ObjcClassPrefix { get; set; }

    /// <summary>Namespace for generated classes; defaults to the package.</summary>
    public string? CsharpNamespace { get; set; }

    /// <summary>
    /// By default Swift generators will take the proto package and CamelCase it replacing '.' with underscore and use that to prefix the
    /// types/symbols defined.
    /// </summary>
    public string? SwiftPrefix { get; set; }

    /// <summary>Sets the php class prefix which is prepended to all php generated classes from this .proto.</summary>
    public string? PhpClassPrefix { get; set; }

    /// <summary>Use this option to change the namespace of php generated classes.</summary>
    public string? PhpNamespace { get; set; }

    /// <summary>Use this option to change the namespace of php generated metadata classes.</summary>
    public string? PhpMetadataNamespace { get; set; }

    /// <summary>Use this option to change the package of ruby generated classes.</summary>
    public string? RubyPackage { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static FileOptions Parse(byte[] bytes) => Parse(new FileOptions(), bytes);

    internal override DescriptorOptions CreateEmpty() => new FileOptions();

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: JavaPackage = input.ReadString(); return true;
            case 66: JavaOuterClassname = input.ReadString(); return true;
            case 80: JavaMultipleFiles = input.ReadBool(); return true;
            case 160: JavaGenerateEqualsAndHash = input.ReadBool(); return true;
            case 216: JavaStringCheckUtf8 = input.ReadBool(); return true;
            case 72: OptimizeFor = (OptimizeMode)input.ReadInt32(); return true;
            case 90: GoPackage = input.ReadString(); return true;
            case 128: CcGenericServices = input.ReadBool(); return true;
            case 136: JavaGenericServices = input.ReadBool(); return true;
            case 144: PyGenericServices = input.ReadBool(); return true;
            case 184: Deprecated = input.ReadBool(); return true;
            case 248: CcEnableArenas = input.ReadBool(); return true;
            case 290: ObjcClassPrefix = input.ReadString(); return true;
            case 298: CsharpNamespace = input.ReadString(); return true;
            case 314: SwiftPrefix = input.ReadString(); return true;
            case 322: PhpClassPrefix = input.ReadString(); return true;
            case 330: PhpNamespace = input.ReadString(); return true;
            case 354: PhpMetadataNamespace = input.ReadString(); return true;
            case 362: RubyPackage = input.ReadString(); return true;
            case 402: Features = input.ReadMessage(Features ?? new FeatureSet()); return true;
            case 7994: AddUninterpretedOption(input.ReadMessage(new UninterpretedOption())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(999, UninterpretedOptions);
        output.WriteMessage(50, Features);
        output.WriteString(45, RubyPackage);
        output.WriteString(44, PhpMetadataNamespace);
        output.WriteString(41, PhpNamespace);
        output.WriteString(40, PhpClassPrefix);
        output.WriteString(39, SwiftPrefix);
        output.WriteString(37, CsharpNamespace);
        output.WriteString(36, ObjcClassPrefix);
        output.WriteBool(31, CcEnableArenas);
        output.WriteBool(27, JavaStringCheckUtf8);
        output.WriteBool(23, Deprecated);
        output.WriteBool(20, JavaGenerateEqualsAndHash);
        output.WriteBool(18, PyGenericServices);
        output.WriteBool(17, JavaGenericServices);
        output.WriteBool(16, CcGenericServices);
        output.WriteString(11, GoPackage);
        output.WriteBool(10, JavaMultipleFiles);
        output.WriteInt32(9, (int?)OptimizeFor);
        output.WriteString(8, JavaOuterClassname);
        output.WriteString(1, JavaPackage);
    }
}
