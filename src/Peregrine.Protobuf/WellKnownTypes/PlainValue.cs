using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Peregrine.Protobuf.WellKnownTypes;

/// <summary>Between <see cref="Value"/> and the types that .NET programs hold such data in. Values are as deep as the data; what is deeper than the stack is refused.</summary>
internal static class PlainValue
{
    public static Value ToValue(object? plain)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return plain switch
        {
            null => Value.ForNull(),
            Value value => value.Clone(),
            string text => Value.ForString(text),
            bool flag => Value.ForBool(flag),
            double or float or decimal or int or long or uint or ulong or short or ushort or byte or sbyte => Value.ForNumber(Convert.ToDouble(plain, CultureInfo.InvariantCulture)),
            Struct fields => Value.ForStruct(fields.Clone()),
            ListValue list => new Value { ListValue = list.Clone() },
            JsonElement json => JsonParser.Default.Parse<Value>(json.GetRawText()),
            IEnumerable<KeyValuePair<string, object?>> members => Value.ForStruct(ToStruct(members)),
            IDictionary members => Value.ForStruct(ToStruct(members.Cast<DictionaryEntry>().Select(static entry =>
                KeyValuePair.Create(entry.Key as string ?? throw new ArgumentException($"a Struct has texts as keys, not a {entry.Key.GetType().Name}", nameof(plain)), entry.Value)))),
            IEnumerable elements => new Value { ListValue = ToList(elements) },
            _ => throw new ArgumentException($"a Value holds null, numbers, texts, truth values, lists and dictionaries with texts as keys, not a {plain.GetType().Name}", nameof(plain)),
        };
    }

    public static Struct ToStruct(IEnumerable<KeyValuePair<string, object?>> members)
    {
        var result = new Struct();
        foreach ((string key, object? value) in members)
            result.Fields.Add(key, ToValue(value));
        return result;
    }

    public static ListValue ToList(IEnumerable elements)
    {
        var result = new ListValue();
        foreach (object? element in elements)
            result.Values.Add(ToValue(element));
        return result;
    }

    public static object? ToPlain(Value value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return value.KindCase switch
        {
            Value.KindOneofCase.NumberValue => value.NumberValue,
            Value.KindOneofCase.StringValue => value.StringValue,
            Value.KindOneofCase.BoolValue => value.BoolValue,
            Value.KindOneofCase.StructValue => ToDictionary(value.StructValue!),
            Value.KindOneofCase.ListValue => ToPlainList(value.ListValue!),
            _ => null,
        };
    }

    public static Dictionary<string, object?> ToDictionary(Struct fields)
    {
        var result = new Dictionary<string, object?>(fields.Fields.Count);
        foreach ((string key, Value value) in fields.Fields)
            result.Add(key, ToPlain(value));
        return result;
    }

    public static List<object?> ToPlainList(ListValue list)
    {
        var result = new List<object?>(list.Values.Count);
        foreach (Value value in list.Values)
            result.Add(ToPlain(value));
        return result;
    }
}
