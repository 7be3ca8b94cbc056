namespace Peregrine.Schema;

/// <summary>
/// The identifiers of everything that can be wrong with a .proto file; <c>docs/diagnostics.md</c> explains each. PG00xx: characters and
/// literals; PG01xx: syntax; PG02xx: files and names; PG03xx: declarations; PG04xx: options; PG05xx: editions and features; PG06xx: generated C#.
/// </summary>
internal static class DiagnosticIds
{
    public const string InvalidCharacter = "PG0001";
    public const string UnclosedComment = "PG0002";
    public const string NestedComment = "PG0003";
    public const string InvalidNumber = "PG0004";
    public const string NumberNeedsSpace = "PG0005";
    public const string UnclosedString = "PG0006";
    public const string InvalidEscape = "PG0007";
    public const string NumberOutOfRange = "PG0008";

    public const string UnexpectedToken = "PG0101";
    public const string UnexpectedEnd = "PG0102";
    public const string UnknownSyntax = "PG0103";
    public const string DuplicateStatement = "PG0104";
    public const string ExpectedMessageType = "PG0105";
    public const string LabelNotAllowed = "PG0106";
    public const string MapNotAllowed = "PG0107";
    public const string GroupNotAllowed = "PG0108";
    public const string GroupName = "PG0109";
    public const string NestedTooDeep = "PG0110";
    public const string ReservedNameForm = "PG0111";
    public const string ReservedNameInvalid = "PG0112";
    public const string VisibilityNotAllowed = "PG0113";
    public const string DefaultNotAllowed = "PG0114";
    public const string OptionSetTwice = "PG0115";
    public const string MissingSyntax = "PG0116";

    public const string ImportNotFound = "PG0201";
    public const string ImportTwice = "PG0202";
    public const string ImportCycle = "PG0203";
    public const string ImportUnused = "PG0204";
    public const string ImportKindNotAllowed = "PG0205";
    public const string ImportFailed = "PG0206";
    public const string DuplicateName = "PG0210";
    public const string InvalidName = "PG0211";
    public const string PackageConflict = "PG0212";
    public const string PackageTooLong = "PG0213";
    public const string UnknownName = "PG0214";
    public const string NotImported = "PG0215";
    public const string WrongKind = "PG0216";
    public const string NotVisible = "PG0217";
    public const string InvalidPath = "PG0218";
    public const string FileTwice = "PG0219";

    public const string FieldNumber = "PG0301";
    public const string FieldNumberTwice = "PG0302";
    public const string ReservedNumberUsed = "PG0303";
    public const string ReservedNameUsed = "PG0304";
    public const string RangeInvalid = "PG0305";
    public const string RangeOverlap = "PG0306";
    public const string ReservedTwice = "PG0307";
    public const string InvalidDefault = "PG0308";
    public const string JsonNameConflict = "PG0309";
    public const string JsonNameInvalid = "PG0310";
    public const string MapKey = "PG0311";
    public const string MapEntryConflict = "PG0312";
    public const string MapEnumZero = "PG0313";
    public const string OneofEmpty = "PG0314";
    public const string OneofSplit = "PG0315";
    public const string EnumEmpty = "PG0316";
    public const string EnumZero = "PG0317";
    public const string EnumNumberTwice = "PG0318";
    public const string EnumNameConflict = "PG0319";
    public const string EnumClosedInOpen = "PG0320";
    public const string ExtensionNumber = "PG0321";
    public const string ExtensionNumberTwice = "PG0322";
    public const string ExtensionNotAllowed = "PG0323";
    public const string ExtensionRequired = "PG0324";
    public const string ExtensionDeclaration = "PG0325";
    public const string ExtensionUndeclared = "PG0326";
    public const string MessageSet = "PG0327";
    public const string NotInProto3 = "PG0328";
    public const string LiteImport = "PG0329";
    public const string MalformedDescriptor = "PG0330";
    public const string VisibilityStrict = "PG0331";
    public const string NamingStyle = "PG0332";
    public const string AliasOption = "PG0333";

    public const string UnknownOption = "PG0401";
    public const string OptionAlreadySet = "PG0402";
    public const string OptionType = "PG0403";
    public const string OptionRange = "PG0404";
    public const string OptionNotMessage = "PG0405";
    public const string OptionRepeated = "PG0406";
    public const string OptionAggregate = "PG0407";
    public const string OptionTarget = "PG0408";
    public const string OptionNotAllowed = "PG0409";
    public const string OptionReserved = "PG0410";
    public const string OptionSameFile = "PG0411";
    public const string OptionRequiredField = "PG0412";

    public const string UnknownEdition = "PG0501";
    public const string FeatureLifetime = "PG0502";
    public const string FeatureNotAllowed = "PG0503";
    public const string FeatureUnknownValue = "PG0504";
    public const string FeatureDeprecated = "PG0505";
    public const string FeatureSupport = "PG0506";

    public const string NameTaken = "PG0601";
}
