using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>The wire form of option values.</summary>
internal static class OptionWire
{
    public static int WireType(FieldKind kind) => kind switch
    {
        FieldKind.Double or FieldKind.Fixed64 or FieldKind.SFixed64 => 1,
        FieldKind.Float or FieldKind.Fixed32 or FieldKind.SFixed32 => 5,
        FieldKind.String or FieldKind.Bytes or FieldKind.Message => 2,
        FieldKind.Group => 3,
        _ => 0,
    };

    /// <summary>Reads the value that belongs to a tag; false when the wire type does not fit the field.</summary>
    public static bool TryRead(OptionMessage into, FieldDescriptor field, uint tag, WireInput input, Func<MessageDescriptor, int, FieldDescriptor?> findExtension)
    {
        var wireType = (int)(tag & 7);
        var expected = WireType(field.Kind);
        if (wireType == 2 && expected != 2 && FieldFinisher.IsPackable(field.Kind) && field.IsRepeated)
        {
            ReadPacked(into.GetOrAdd(field), expected, input.ReadBytes());
            return true;
        }

        if (wireType != expected)
            return false;
        var entry = into.GetOrAdd(field);
        if (field.MessageType is { } type)
        {
            var bytes = wireType == 3 ? input.ReadGroup(tag >> 3) : input.ReadBytes();
            // A singular message that comes again is merged.
            var message = !field.IsRepeated && entry.Values.Count > 0 ? entry.Values[0].Message! : new OptionMessage(type);
            message.MergeFrom(bytes, findExtension);
            entry.Set(OptionValue.Of(message));
        }
        else
        {
            entry.Set(wireType == 2 ? OptionValue.Of(input.ReadBytes()) : OptionValue.Of(ReadNumber(input, wireType)));
        }

        return true;
    }

    public static void Write(OptionField entry, WireOutput output)
    {
        var field = entry.Field;
        if (field.IsPacked)
        {
            var before = output.Length;
            for (var i = entry.Values.Count - 1; i >= 0; i--)
                WriteNumber(output, WireType(field.Kind), entry.Values[i].Bits);
            output.WriteVarint((ulong)(output.Length - before));
            output.WriteTag(field.Number, 2);
            return;
        }

        for (var i = entry.Values.Count - 1; i >= 0; i--)
        {
            if (IsWritten(field, entry.Values[i]))
                Write(field, entry.Values[i], output);
        }
    }

    public static void Write(FieldDescriptor field, OptionValue value, WireOutput output)
    {
        if (field.Kind == FieldKind.Group)
        {
            output.WriteTag(field.Number, 4);
            value.Message!.WriteTo(output);
            output.WriteTag(field.Number, 3);
            return;
        }

        var wireType = WireType(field.Kind);
        if (wireType == 2)
        {
            var before = output.Length;
            if (value.Message is { } message)
                message.WriteTo(output);
            else
                output.WriteRaw(value.Bytes!);
            output.WriteVarint((ulong)(output.Length - before));
        }
        else
        {
            WriteNumber(output, wireType, value.Bits);
        }

        output.WriteTag(field.Number, wireType);
    }

    private static void ReadPacked(OptionField entry, int wireType, byte[] bytes)
    {
        var input = new WireInput(bytes);
        while (input.Position < bytes.Length)
            entry.Values.Add(OptionValue.Of(ReadNumber(input, wireType)));
    }

    private static ulong ReadNumber(WireInput input, int wireType) => wireType switch
    {
        0 => input.ReadVarint(),
        1 => input.ReadFixed64(),
        _ => input.ReadFixed32(),
    };

    private static void WriteNumber(WireOutput output, int wireType, ulong bits)
    {
        if (wireType == 0)
            output.WriteVarint(bits);
        else if (wireType == 1)
            output.WriteFixed64(bits);
        else
            output.WriteFixed32((uint)bits);
    }

    // A field without presence is not written when it has its default.
    private static bool IsWritten(FieldDescriptor field, OptionValue value) =>
        field.HasPresence || field.IsRepeated || field.ContainingType.IsMapEntry || value.Message is not null || (value.Bytes is null ? value.Bits != 0 : value.Bytes.Length > 0);
}
