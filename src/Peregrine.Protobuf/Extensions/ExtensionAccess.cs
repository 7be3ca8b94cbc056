using Peregrine.Protobuf.Extensions;

namespace Peregrine.Protobuf;

/// <summary>Typed access to the extensions of a message. Those that came in unrecognised are read from the unknown fields when they are first asked for.</summary>
public static class ExtensionAccess
{
    /// <summary>The value of <paramref name="extension"/>, its default when it is not set; a message that is not set is null.</summary>
    public static TValue? GetExtension<TTarget, TValue>(this TTarget message, Extension<TTarget, TValue> extension)
        where TTarget : class, IExtendableMessage<TTarget>
    {
        Recognise(message, extension);
        FieldValue value = message.Extensions?.Get(extension) ?? default;
        return value.IsNull ? DefaultValues.Of(extension.Descriptor).To<TValue>() : value.To<TValue>();
    }

    /// <summary>The values of <paramref name="extension"/>, to be read or changed.</summary>
    public static RepeatedField<TValue> GetExtension<TTarget, TValue>(this TTarget message, RepeatedExtension<TTarget, TValue> extension)
        where TTarget : class, IExtendableMessage<TTarget>
    {
        Recognise(message, extension);
        return (RepeatedField<TValue>)(message.Extensions ??= new ExtensionSet()).GetOrAddRepeated(extension);
    }

    /// <summary>Sets the value of <paramref name="extension"/>; null unsets it.</summary>
    public static void SetExtension<TTarget, TValue>(this TTarget message, Extension<TTarget, TValue> extension, TValue? value)
        where TTarget : class, IExtendableMessage<TTarget>
    {
        Recognise(message, extension);
        if (value is null)
            message.Extensions?.Remove(extension);
        else
            (message.Extensions ??= new ExtensionSet()).SetValue(extension, FieldValue.From(value));
    }

    /// <summary>Whether <paramref name="extension"/> is set, or has elements.</summary>
    public static bool HasExtension<TTarget>(this TTarget message, Extension extension)
        where TTarget : class, IExtendableMessage<TTarget>
    {
        Recognise(message, extension);
        return message.Extensions?.Has(extension) ?? false;
    }

    /// <summary>Unsets <paramref name="extension"/>.</summary>
    public static void ClearExtension<TTarget>(this TTarget message, Extension extension)
        where TTarget : class, IExtendableMessage<TTarget>
    {
        Recognise(message, extension);
        message.Extensions?.Remove(extension);
    }

    /// <summary>Moves <paramref name="extension"/> from the unknown fields to the extensions, if it is there.</summary>
    internal static void Recognise(IReflectable message, Extension extension)
    {
        if (message.UnknownFields is not { IsEmpty: false } unknown)
            return;
        byte[] fields = unknown.Extract(extension.Number);
        if (fields.Length == 0)
            return;
        ExtensionSet extensions = message.Extensions ??= new ExtensionSet();
        var reader = new WireReader((ReadOnlySpan<byte>)fields);
        UnknownFieldSet? rest = null;
        for (uint tag = reader.ReadTag(); tag != 0; tag = reader.ReadTag())
        {
            if (!extensions.TryRead(extension, tag, ref reader, ref rest))
                reader.ReadUnknownField(tag, ref rest);
        }

        message.UnknownFields = UnknownFieldSet.Merge(unknown, rest);
    }
}
