using System.Numerics;

namespace Peregrine.Protobuf.Json;

/// <summary>Spreads JSON that has no spaces over lines, two spaces deeper within each bracket.</summary>
internal static class JsonIndenter
{
    public static JsonOutput<TUnit> Indent<TUnit>(ReadOnlySpan<TUnit> compact)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        var output = new JsonOutput<TUnit>();
        int depth = 0;
        for (int at = 0; at < compact.Length; at++)
        {
            ReadOnlySpan<TUnit> unit = compact.Slice(at, 1);
            switch ((char)ushort.CreateTruncating(unit[0]))
            {
                case '"':
                    int end = EndOfString(compact, at);
                    output.Raw(compact[at..end]);
                    at = end - 1;
                    break;
                case '{' or '[' when (char)ushort.CreateTruncating(compact[at + 1]) is '}' or ']':
                    output.Raw(compact.Slice(at++, 2));
                    break;
                case '{' or '[':
                    output.Raw(unit);
                    output.NewLine(++depth);
                    break;
                case '}' or ']':
                    output.NewLine(--depth);
                    output.Raw(unit);
                    break;
                case ',':
                    output.Raw(unit);
                    output.NewLine(depth);
                    break;
                case ':':
                    output.Raw(unit);
                    output.Raw([TUnit.CreateTruncating(' ')]);
                    break;
                default:
                    output.Raw(unit);
                    break;
            }
        }

        return output;
    }

    private static int EndOfString<TUnit>(ReadOnlySpan<TUnit> json, int at)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        at++;
        while (json[at] != TUnit.CreateTruncating('"'))
            at += json[at] == TUnit.CreateTruncating('\\') ? 2 : 1;
        return at + 1;
    }
}
