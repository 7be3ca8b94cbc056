using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Repo.Tests.Metadata;

/// <summary>What an assembly offers to everybody, as text: a line for each type and each member, in an order that only a change of the API changes.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly)
    {
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            yield return Head(type);
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
                yield return "  " + member;
        }
    }

    private static string Head(Type type)
    {
        string name = type.Namespace + "." + ApiNames.Nested(type);
        if (type.BaseType == typeof(MulticastDelegate))
            return $"delegate {name}{Signature(type.GetMethod("Invoke")!)}";
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? Struct(type)
            : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        IEnumerable<Type> bases = type.IsEnum ? [type.GetEnumUnderlyingType()]
            : [.. type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) ? new[] { b } : [], .. DirectInterfaces(type)];
        string list = string.Join(", ", bases.Select(ApiNames.Of));
        return $"{kind} {name}{(list.Length > 0 ? $" : {list}" : "")}";
    }

    private static string Struct(Type type) =>
        (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "") + "struct";

    private static IEnumerable<Type> DirectInterfaces(Type type)
    {
        Type[] all = type.GetInterfaces();
        IEnumerable<Type> inherited = (type.BaseType?.GetInterfaces() ?? []).Concat(all.SelectMany(i => i.GetInterfaces()));
        return all.Where(i => i.IsVisible).Except(inherited).OrderBy(ApiNames.Of, StringComparer.Ordinal);
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.BaseType == typeof(MulticastDelegate))
            yield break;
        foreach (FieldInfo field in type.GetFields(Declared).Where(IsOffered))
            yield return type.IsEnum
                ? $"{field.Name} = {Convert.ToString(Convert.ChangeType(field.GetRawConstantValue()!, type.GetEnumUnderlyingType(), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)}"
                : $"{Access(field.IsFamily)}{(field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : ""))}{ApiNames.Of(field)} {field.Name}";
        foreach (PropertyInfo property in type.GetProperties(Declared))
            if (Property(property) is { } text)
                yield return text;
        foreach (EventInfo offered in type.GetEvents(Declared).Where(e => IsOffered(e.AddMethod!)))
            yield return $"event {ApiNames.Of(offered.EventHandlerType!)} {offered.Name}";
        foreach (MethodBase method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).Where(IsOffered))
            if (!method.IsSpecialName || method.IsConstructor || method.Name.StartsWith("op_", StringComparison.Ordinal))
                yield return Method(type, method);
    }

    private static string? Property(PropertyInfo property)
    {
        MethodInfo? get = property.GetMethod is { } g && IsOffered(g) ? g : null;
        MethodInfo? set = property.SetMethod is { } s && IsOffered(s) ? s : null;
        if ((get ?? set) is not { } accessor)
            return null;
        bool init = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string accessors = (get is null ? "" : "get; ") + (set is null ? "" : (set.IsFamily && get?.IsFamily != true ? "protected " : "") + (init ? "init; " : "set; "));
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(ApiNames.Of))}]" : "";
        return $"{Access(accessor.IsFamily)}{Modifiers(accessor)}{required}{ApiNames.Of(property)} {property.Name}{index} {{ {accessors}}}";
    }

    private static string Method(Type type, MethodBase method) => method is MethodInfo info
        ? $"{Access(info.IsFamily)}{Modifiers(info)}{ApiNames.Of(info.ReturnParameter, isReturn: true)} {info.Name}{ApiNames.Parameters(info)}{Signature(info)}"
        : $"{Access(method.IsFamily)}{type.Name.Split('`')[0]}{Signature(method)}";

    private static string Signature(MethodBase method) => $"({string.Join(", ", method.GetParameters().Select(ApiNames.Of))})";

    private static string Access(bool isProtected) => isProtected ? "protected " : "";

    private static string Modifiers(MethodInfo method) =>
        method.IsStatic ? method.IsAbstract ? "static abstract " : "static "
        : method.DeclaringType!.IsInterface || !method.IsVirtual ? ""
        : method.GetBaseDefinition() != method ? "override "
        : method.IsAbstract ? "abstract " : method.IsFinal ? "" : "virtual ";

    private static bool IsOffered(FieldInfo field) => !field.IsSpecialName && (field.IsPublic || ((field.IsFamily || field.IsFamilyOrAssembly) && !field.DeclaringType!.IsSealed));

    private static bool IsOffered(MethodBase method) =>
        !method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.IsSpecialName
            ? method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed)
            : method.IsPublic && method.Name is not ("<Clone>$" or "PrintMembers");
}
