namespace Peregrine.Schema;

/// <summary>One options message that was written in the file, with the element that it belongs to.</summary>
/// <param name="Options">The message.</param>
/// <param name="TypeName">Its type, for instance <c>google.protobuf.FieldOptions</c>.</param>
/// <param name="Scope">The full name in whose scope option names are resolved.</param>
/// <param name="Owner">The element; for an extension range, its message.</param>
internal readonly record struct OptionsTarget(DescriptorOptions Options, string TypeName, string Scope, Descriptor Owner)
{
    /// <summary>The name of the element in error messages.</summary>
    public string Element => Owner.FullName;
}
