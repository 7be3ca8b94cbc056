using System.Globalization;
using System.Linq;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>How one value of a field is said in C#: its type, and the expressions that read, write and test it. The one switch over the kinds of fields.</summary>
internal sealed class ValueShape
{
    private readonly FieldDescriptor _field;
    private readonly string _wireName;

    private ValueShape(FieldDescriptor field, string type, string wireName, string reflectiveName)
    {
        _field = field;
        Type = type;
        _wireName = wireName;
        ReflectiveName = reflectiveName;
    }

    /// <summary>The C# type.</summary>
    public string Type { get; }

    /// <summary>The name that <c>FieldValue</c> has for the type: <c>FromX</c>, <c>AsX</c>.</summary>
    public string ReflectiveName { get; }

    public FieldKind Kind => _field.Kind;

    public bool IsMessage => Kind is FieldKind.Message or FieldKind.Group;

    public bool IsEnum => Kind == FieldKind.Enum;

    public bool IsString => Kind == FieldKind.String;

    public bool IsBytes => Kind == FieldKind.Bytes;

    /// <summary>A number, a truth value or an enum: what can be packed.</summary>
    public bool IsNumeric => !IsMessage && !IsString && !IsBytes;

    /// <summary>An enum whose unknown numbers belong among the unknown fields.</summary>
    public bool IsClosedEnum => _field.EnumType is { IsClosed: true };

    /// <summary>The reader's and writer's name for the kind in <c>ReadPackedX</c> and <c>WritePackedX</c>.</summary>
    public string PackedName => IsEnum ? "Enum" : _wireName;

    public static ValueShape Of(FieldDescriptor field, TypeReferences types) => field.Kind switch
    {
        FieldKind.Double => new ValueShape(field, "double", "Double", "Double"),
        FieldKind.Float => new ValueShape(field, "float", "Float", "Float"),
        FieldKind.Int64 => new ValueShape(field, "long", "Int64", "Int64"),
        FieldKind.UInt64 => new ValueShape(field, "ulong", "UInt64", "UInt64"),
        FieldKind.Int32 => new ValueShape(field, "int", "Int32", "Int32"),
        FieldKind.Fixed64 => new ValueShape(field, "ulong", "Fixed64", "UInt64"),
        FieldKind.Fixed32 => new ValueShape(field, "uint", "Fixed32", "UInt32"),
        FieldKind.Bool => new ValueShape(field, "bool", "Bool", "Bool"),
        FieldKind.String => new ValueShape(field, "string", field.EnforcesUtf8 ? "String" : "UncheckedString", "String"),
        FieldKind.Bytes => new ValueShape(field, "pb::ByteString", "Bytes", "Bytes"),
        FieldKind.UInt32 => new ValueShape(field, "uint", "UInt32", "UInt32"),
        FieldKind.Enum => new ValueShape(field, types.Name(field.EnumType!), "Int32", "Enum"),
        FieldKind.SFixed32 => new ValueShape(field, "int", "SFixed32", "Int32"),
        FieldKind.SFixed64 => new ValueShape(field, "long", "SFixed64", "Int64"),
        FieldKind.SInt32 => new ValueShape(field, "int", "SInt32", "Int32"),
        FieldKind.SInt64 => new ValueShape(field, "long", "SInt64", "Int64"),
        _ => new ValueShape(field, field.IsMap ? "" : types.Name(field.MessageType!), "Message", "Message"),
    };

    /// <summary>Reads a value that is no message. What is in <paramref name="existing"/> may be used again.</summary>
    public string Read(string existing = "") => IsEnum ? $"({Type})reader.ReadInt32()"
        : IsString || IsBytes ? $"reader.Read{_wireName}({existing})"
        : $"reader.Read{_wireName}()";

    /// <summary>Writes a value that is no message, with its tag.</summary>
    public string Write(string tag, string value) => IsEnum ? $"writer.WriteInt32({tag}, (int){value});"
        : IsString ? $"writer.WriteString({tag}, {value});"
        : $"writer.Write{_wireName}({tag}, {value});";

    public ReflectiveValue Reflect(string value) => new(ReflectiveName, IsEnum ? $"(int){value}" : value);

    public string FromFieldValue(string value) => IsEnum ? $"({Type}){value}.AsEnum()"
        : IsMessage ? $"({Type}?){value}.AsMessage()"
        : $"{value}.As{ReflectiveName}()";

    /// <summary>Whether <paramref name="value"/> differs from zero, bit by bit for the floating kinds: −0 is sent.</summary>
    public string IsNotZero(string value) => Kind switch
    {
        FieldKind.Double => $"global::System.BitConverter.DoubleToInt64Bits({value}) != 0",
        FieldKind.Float => $"global::System.BitConverter.SingleToInt32Bits({value}) != 0",
        FieldKind.Bool => value,
        FieldKind.Enum => $"{value} != 0",
        FieldKind.String => $"{value}.Length != 0",
        FieldKind.Bytes => $"!{value}.IsEmpty",
        _ => $"{value} != 0",
    };

    /// <summary>The values that <paramref name="number"/> may have in a closed enum, as a pattern.</summary>
    public string IsDefined(string number) =>
        $"{number} is {string.Join(" or ", _field.EnumType!.Values.Select(static value => value.Number).Distinct().Select(static n => n.ToString(CultureInfo.InvariantCulture)))}";

    /// <summary>The default when nothing else was declared.</summary>
    public string Zero => Kind switch
    {
        FieldKind.Bool => "false",
        FieldKind.String => "\"\"",
        FieldKind.Bytes => "default",
        FieldKind.Enum => EnumMember(_field.EnumType!.Values[0]),
        _ => "0",
    };

    /// <summary>The default that was declared, as a C# expression.</summary>
    public string DeclaredDefault => _field.DefaultValue switch
    {
        EnumValueDescriptor value => EnumMember(value),
        bool value => value ? "true" : "false",
        string value => CSharpLiterals.Text(value),
        byte[] value => $"pb::ByteString.CopyFrom({string.Join(", ", value.Select(static b => b.ToString(CultureInfo.InvariantCulture)))})",
        float value => CSharpLiterals.Float(value),
        double value => CSharpLiterals.Double(value),
        long value => value == long.MinValue ? "long.MinValue" : value.ToString(CultureInfo.InvariantCulture) + "L",
        ulong value => value.ToString(CultureInfo.InvariantCulture) + "UL",
        uint value => value.ToString(CultureInfo.InvariantCulture) + "U",
        int value => value == int.MinValue ? "int.MinValue" : value.ToString(CultureInfo.InvariantCulture),
        _ => Zero,
    };

    private string EnumMember(EnumValueDescriptor value) =>
        $"{Type}.{EnumEmitter.MemberNames(value.EnumType)[value.Index]}";
}
