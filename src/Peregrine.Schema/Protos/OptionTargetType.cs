namespace Peregrine.Schema;

/// <summary>This indicates the types of entities that the field may apply to when used as an option.</summary>
public enum OptionTargetType
{
    /// <summary><c>TARGET_TYPE_UNKNOWN</c>.</summary>
    Unknown = 0,

    /// <summary><c>TARGET_TYPE_FILE</c>.</summary>
    File = 1,

    /// <summary><c>TARGET_TYPE_EXTENSION_RANGE</c>.</summary>
    ExtensionRange = 2,

    /// <summary><c>TARGET_TYPE_MESSAGE</c>.</summary>
    Message = 3,

    /// <summary><c>TARGET_TYPE_FIELD</c>.</summary>
    Field = 4,

    /// <summary><c>TARGET_TYPE_ONEOF</c>.</summary>
    Oneof = 5,

    /// <summary><c>TARGET_TYPE_ENUM</c>.</summary>
    Enum = 6,

    /// <summary><c>TARGET_TYPE_ENUM_ENTRY</c>.</summary>
    EnumEntry = 7,

    /// <summary><c>TARGET_TYPE_SERVICE</c>.</summary>
    Service = 8,

    /// <summary><c>TARGET_TYPE_METHOD</c>.</summary>
    Method = 9,
}
