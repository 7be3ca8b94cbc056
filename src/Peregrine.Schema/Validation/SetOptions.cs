namespace Peregrine.Schema;

/// <summary>The options of one element as a tree that knows its descriptors.</summary>
internal static class SetOptions
{
    /// <summary>False for the common case: built-in options that are allowed wherever they can be written, in every edition.</summary>
    public static bool MayHaveRules(DescriptorOptions options) =>
        options.Features is not null || options.UnknownFields.Length > 0 || options is FileOptions { JavaMultipleFiles: not null };

    public static OptionMessage Read(LinkContext context, OptionsTarget target)
    {
        var type = context.Symbols.FindOptionsType(target.TypeName) ?? BuiltInDescriptors.FindMessage(target.TypeName);
        var message = new OptionMessage(type);
        message.MergeFrom(target.Options.ToBytes(), context.FindExtension);
        return message;
    }
}
