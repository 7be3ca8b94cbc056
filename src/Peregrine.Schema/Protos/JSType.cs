namespace Peregrine.Schema;

/// <summary>The values of <c>google.protobuf.FieldOptions.JSType</c>.</summary>
public enum JSType
{
    /// <summary>Use the default type.</summary>
    JsNormal = 0,

    /// <summary>Use JavaScript strings.</summary>
    JsString = 1,

    /// <summary>Use JavaScript numbers.</summary>
    JsNumber = 2,
}
