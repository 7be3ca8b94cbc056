namespace Peregrine.Schema;

/// <summary>The values of <c>google.protobuf.FieldDescriptorProto.Label</c>.</summary>
public enum FieldLabel
{
    /// <summary>0 is reserved for errors.</summary>
    Optional = 1,

    /// <summary><c>LABEL_REPEATED</c>.</summary>
    Repeated = 3,

    /// <summary>The required label is only allowed in google.protobuf.</summary>
    Required = 2,
}
