using System.Linq.Expressions;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Reflection;

/// <summary>Checks paths of field masks against a message type, and makes them from expressions over its properties.</summary>
internal static class FieldMaskPaths
{
    /// <summary>Whether each part of the path names a field, and only the last is a list, a map or a scalar.</summary>
    public static bool IsValid(MessageDescriptor? type, string path)
    {
        FieldDescriptor? field = null;
        foreach (Range part in path.AsSpan().Split('.'))
        {
            if (field is { IsRepeated: true } || type?.FindFieldByName(path[part]) is not { } next)
                return false;
            field = next;
            type = next.MessageType;
        }

        return true;
    }

    /// <summary>The path that an expression such as <c>user => user.Address.City</c> walks.</summary>
    public static string Of(MessageDescriptor type, LambdaExpression expression)
    {
        var members = new Stack<string>();
        Expression? at = Unwrap(expression.Body);
        while (at is MemberExpression member)
        {
            // The value of a wrapper field is T?, whose Value property is no part of the path.
            if (Nullable.GetUnderlyingType(member.Expression!.Type) is null)
                members.Push(member.Member.Name);
            at = Unwrap(member.Expression);
        }

        if (at is not ParameterExpression || members.Count == 0)
            throw new ArgumentException($"'{expression}' is no chain of properties such as x => x.Address.City", nameof(expression));
        var path = new List<string>(members.Count);
        MessageDescriptor? current = type;
        foreach (string member in members)
        {
            FieldDescriptor field = FindByProperty(current, member)
                ?? throw new ArgumentException($"'{member}' in '{expression}' is no field of {current?.FullName ?? "a scalar"}", nameof(expression));
            path.Add(field.Name);
            current = field.MessageType;
        }

        return string.Join('.', path);
    }

    // Generated properties are the field's name in Pascal case.
    private static FieldDescriptor? FindByProperty(MessageDescriptor? type, string property)
    {
        string wanted = property.Replace("_", "", StringComparison.Ordinal);
        return type?.Fields.FirstOrDefault(field => string.Equals(field.Name.Replace("_", "", StringComparison.Ordinal), wanted, StringComparison.OrdinalIgnoreCase));
    }

    private static Expression? Unwrap(Expression? expression) =>
        expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert ? Unwrap(convert.Operand) : expression;
}
