using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Lowering;

/// <summary>Options, as statements and in brackets.</summary>
internal sealed class OptionLowering(Lowerer lowerer, LocationWriter? locations)
{
    /// <summary>Lowers <c>option x = 1;</c> for the element at the current path.</summary>
    public void LowerStatement(OptionSyntax option, DescriptorOptions into, int optionsField)
    {
        var depth = locations?.Depth ?? 0;
        locations?.Push(optionsField);
        locations?.Write(option.First, option.Last);
        Add(option, into);
        locations?.Pop(depth);
    }

    /// <summary>Lowers <c>[x = 1, y = 2]</c> for the element at the current path.</summary>
    public void LowerList(OptionListSyntax list, DescriptorOptions into, int optionsField)
    {
        var depth = locations?.Depth ?? 0;
        WriteListLocation(list, optionsField);
        foreach (var node in list.Options)
        {
            if (node is not OptionSyntax option)
                continue;
            locations?.Push(optionsField);
            Add(option, into);
            locations?.Pop(depth);
        }
    }

    public void WriteListLocation(OptionListSyntax list, int optionsField)
    {
        if (locations is null)
            return;
        var depth = locations.Depth;
        locations.Push(optionsField);
        locations.Write(list.First, list.Last);
        locations.Pop(depth);
    }

    /// <summary>Adds one option; the path is the options message's.</summary>
    public void Add(OptionSyntax option, DescriptorOptions into)
    {
        var proto = ToProto(option);
        into.UninterpretedOption.Add(proto);
        locations?.WriteOption(option, proto);
    }

    public UninterpretedOption ToProto(OptionSyntax option)
    {
        var value = option.Value;
        var proto = new UninterpretedOption
        {
            IdentifierValue = value.Identifier,
            PositiveIntValue = value.PositiveInt,
            NegativeIntValue = value.NegativeInt,
            DoubleValue = value.Double,
            StringValue = value.String,
            AggregateValue = value.Aggregate,
        };
        foreach (var part in option.Name)
            proto.Name.Add(new OptionNamePart { NamePart = part.Text, IsExtension = part.IsExtension });
        lowerer.Bind(proto, option);
        return proto;
    }
}
