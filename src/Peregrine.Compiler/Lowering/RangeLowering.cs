using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Lowering;

/// <summary>Extension ranges, reserved ranges and reserved names.</summary>
internal sealed class RangeLowering(Lowerer lowerer, LocationWriter? locations)
{
    /// <summary>Stands for <c>max</c> until the message is whole.</summary>
    public const int Max = -1;

    public void LowerExtensions(ExtensionsDeclaration declaration, DescriptorProto proto)
    {
        var depth = locations?.Depth ?? 0;
        locations?.Push(5);
        locations?.WriteDeclaration(declaration.First, declaration.Last, declaration.Last);
        var first = proto.ExtensionRange.Count;
        foreach (var range in declaration.Ranges)
        {
            WriteRange(range, proto.ExtensionRange.Count);
            var rangeProto = new ExtensionRangeProto { Start = range.Start, End = ExclusiveEnd(range) };
            lowerer.Bind(rangeProto, range);
            proto.ExtensionRange.Add(rangeProto);
        }

        // The options stand once and hold for every range.
        if (declaration.Options is { } list)
        {
            var options = new OptionLowering(lowerer, locations);
            for (var i = first; i < proto.ExtensionRange.Count; i++)
            {
                var inner = locations?.Depth ?? 0;
                locations?.Push(i);
                options.LowerList(list, proto.ExtensionRange[i].Options = new ExtensionRangeOptions(), 3);
                locations?.Pop(inner);
            }
        }

        locations?.Pop(depth);
    }

    public void LowerReserved(ReservedDeclaration declaration, DescriptorProto proto)
    {
        var depth = locations?.Depth ?? 0;
        locations?.Push(declaration.Names.Count > 0 ? 10 : 9);
        locations?.WriteDeclaration(declaration.First, declaration.Last, declaration.Last);
        foreach (var name in declaration.Names)
        {
            WriteName(name, proto.ReservedName.Count);
            proto.ReservedName.Add(name.Name);
        }

        foreach (var range in declaration.Ranges)
        {
            WriteRange(range, proto.ReservedRange.Count);
            var rangeProto = new ReservedRangeProto { Start = range.Start, End = ExclusiveEnd(range) };
            lowerer.Bind(rangeProto, range);
            proto.ReservedRange.Add(rangeProto);
        }

        locations?.Pop(depth);
    }

    public void LowerReserved(ReservedDeclaration declaration, EnumDescriptorProto proto)
    {
        var depth = locations?.Depth ?? 0;
        locations?.Push(declaration.Names.Count > 0 ? 5 : 4);
        locations?.WriteDeclaration(declaration.First, declaration.Last, declaration.Last);
        foreach (var name in declaration.Names)
        {
            WriteName(name, proto.ReservedName.Count);
            proto.ReservedName.Add(name.Name);
        }

        foreach (var range in declaration.Ranges)
        {
            WriteRange(range, proto.ReservedRange.Count);
            var rangeProto = new EnumReservedRangeProto { Start = range.Start, End = range.EndIsMax ? int.MaxValue : range.End };
            lowerer.Bind(rangeProto, range);
            proto.ReservedRange.Add(rangeProto);
        }

        locations?.Pop(depth);
    }

    private static int ExclusiveEnd(RangeSyntax range) => range.EndIsMax ? Max : unchecked(range.End + 1);

    private void WriteName(ReservedNameSyntax name, int index)
    {
        if (locations is null)
            return;
        var depth = locations.Depth;
        locations.Push(index);
        locations.Write(name.First, name.Last);
        locations.Pop(depth);
    }

    private void WriteRange(RangeSyntax range, int index)
    {
        if (locations is null)
            return;
        var depth = locations.Depth;
        locations.Push(index);
        locations.Write(range.First, range.Last);
        locations.WriteField(1, range.StartTokens);
        locations.WriteField(2, range.EndTokens);
        locations.Pop(depth);
    }
}
