namespace Peregrine.Schema;

/// <summary>What a name stands for: a descriptor, a package, or (the default) nothing.</summary>
internal readonly record struct Symbol(Descriptor? Descriptor, bool IsPackage)
{
    public bool IsNone => Descriptor is null && !IsPackage;

    public bool IsType => Descriptor is MessageDescriptor or EnumDescriptor;

    /// <summary>True when names can lie inside it.</summary>
    public bool IsAggregate => IsPackage || Descriptor is MessageDescriptor or EnumDescriptor or ServiceDescriptor;
}
