using Peregrine.Schema;

namespace Peregrine.Protobuf.Reflection;

/// <summary>Reads the options of descriptors with their types: what the <c>.proto</c> says in <c>option (my.option) = …</c>.</summary>
public static class CustomOptions
{
    /// <summary>The value of a custom option; its default when it is not set.</summary>
    public static TValue? GetOption<TOptions, TValue>(this Descriptor descriptor, Extension<TOptions, TValue> option)
        where TOptions : class, IExtendableMessage<TOptions> => Options(descriptor, option).GetExtension(option);

    /// <summary>The values of a repeated custom option.</summary>
    public static IReadOnlyList<TValue> GetOption<TOptions, TValue>(this Descriptor descriptor, RepeatedExtension<TOptions, TValue> option)
        where TOptions : class, IExtendableMessage<TOptions> => Options(descriptor, option).GetExtension(option);

    /// <summary>Whether a custom option is set.</summary>
    public static bool HasOption<TOptions, TValue>(this Descriptor descriptor, Extension<TOptions, TValue> option)
        where TOptions : class, IExtendableMessage<TOptions> => Options(descriptor, option).HasExtension(option);

    /// <summary>
    /// All options of a descriptor as a message of the registry's type for them (<c>google.protobuf.FieldOptions</c> and so on), with the custom options that the
    /// registry knows as its extensions. Null when the descriptor has no options or the registry lacks the type.
    /// </summary>
    public static IReflectable? ReadOptions(this Descriptor descriptor, TypeRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(registry);
        return descriptor.OptionsMessage is { } options && registry.TryFind(TypeOfOptions(descriptor), out MessageParser? type)
            ? (IReflectable)registry.Parse(type, options.ToBytes())
            : null;
    }

    private static TOptions Options<TOptions>(Descriptor descriptor, Extension option)
        where TOptions : class, IExtendableMessage<TOptions>
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        MessageParser<TOptions> parser = TOptions.Parser.WithExtensionRegistry(new ExtensionRegistry(option));
        return TypeOfOptions(descriptor) == TOptions.Descriptor.FullName
            ? parser.ParseFrom(descriptor.OptionsMessage?.ToBytes() ?? [])
            : throw new ArgumentException($"{option.Descriptor.FullName} is no option of {descriptor.FullName}: it extends {TOptions.Descriptor.FullName}", nameof(option));
    }

    private static TOptions Options<TOptions, TValue>(Descriptor descriptor, Extension<TOptions, TValue> option)
        where TOptions : class, IExtendableMessage<TOptions> => Options<TOptions>(descriptor, (Extension)option);

    private static TOptions Options<TOptions, TValue>(Descriptor descriptor, RepeatedExtension<TOptions, TValue> option)
        where TOptions : class, IExtendableMessage<TOptions> => Options<TOptions>(descriptor, (Extension)option);

    internal static string TypeOfOptions(Descriptor descriptor) => descriptor switch
    {
        FileDescriptor => "google.protobuf.FileOptions",
        MessageDescriptor => "google.protobuf.MessageOptions",
        FieldDescriptor => "google.protobuf.FieldOptions",
        OneofDescriptor => "google.protobuf.OneofOptions",
        EnumDescriptor => "google.protobuf.EnumOptions",
        EnumValueDescriptor => "google.protobuf.EnumValueOptions",
        ServiceDescriptor => "google.protobuf.ServiceOptions",
        _ => "google.protobuf.MethodOptions",
    };
}
