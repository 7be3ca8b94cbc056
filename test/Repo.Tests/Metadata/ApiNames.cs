using System.Globalization;
using System.Reflection;

namespace Repo.Tests.Metadata;

/// <summary>Types and parameters as C# writes them, nullability included.</summary>
internal static class ApiNames
{
    private static readonly NullabilityInfoContext s_nullability = new();

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(char)] = "char", [typeof(short)] = "short", [typeof(ushort)] = "ushort",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(string)] = "string",
        [typeof(object)] = "object", [typeof(decimal)] = "decimal", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
    };

    public static string Of(Type type) => Of(type, null);

    public static string Of(FieldInfo field) => Of(field.FieldType, s_nullability.Create(field));

    public static string Of(PropertyInfo property) => Of(property.PropertyType, s_nullability.Create(property));

    public static string Of(ParameterInfo parameter) => Of(parameter, isReturn: false);

    public static string Of(ParameterInfo parameter, bool isReturn)
    {
        bool byRef = parameter.ParameterType.IsByRef;
        bool readOnly = parameter.IsIn || parameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "InAttribute");
        string type = Of(byRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType, byRef ? null : s_nullability.Create(parameter));
        if (isReturn)
            return (byRef ? readOnly ? "ref readonly " : "ref " : "") + type;
        string how = byRef ? parameter.IsOut ? "out " : readOnly ? "in " : "ref " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        string value = parameter.HasDefaultValue ? $" = {Default(parameter)}" : "";
        return $"{how}{type} {parameter.Name}{value}";
    }

    /// <summary>The type parameters of a generic method.</summary>
    public static string Parameters(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    /// <summary>A type's name with those of the types around it.</summary>
    public static string Nested(Type type) => (type.DeclaringType is { } outer ? Nested(outer) + "." : "") + Simple(type, null);

    private static string Of(Type type, NullabilityInfo? nullability)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Of(value) + "?";
        string mark = nullability is { ReadState: NullabilityState.Nullable } && !type.IsValueType ? "?" : "";
        if (type.IsArray)
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[]{mark}";
        if (type.IsPointer)
            return Of(type.GetElementType()!) + "*";
        return s_keywords.TryGetValue(type, out string? keyword) ? keyword + mark : Simple(type, nullability) + mark;
    }

    private static string Simple(Type type, NullabilityInfo? nullability)
    {
        if (!type.IsGenericType)
            return type.Name;
        NullabilityInfo[] inner = nullability?.GenericTypeArguments ?? [];
        IEnumerable<string> arguments = type.GetGenericArguments().Select((argument, i) => Of(argument, i < inner.Length ? inner[i] : null));
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", arguments)}>";
    }

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "?",
    };
}
