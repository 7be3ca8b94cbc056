namespace Peregrine.Compiler.Tests.Golden;

/// <summary>
/// Cases of the corpus in which a second opinion differs from the reference, whose bytes we give, each with its reason. A case that is named
/// here and does not differ fails as well, so that the list stays true.
/// </summary>
internal static class KnownDifferences
{
    private const string OwnComments = "attributes comments between declarations on one line otherwise";
    private const string Stricter = "rejects what the reference accepts";
    private const string Older = "is older than an option, a rule or a form of literal that is used";
    private const string MapOrder = "orders the entries of a map in an option by key";
    private const string Declared = "holds extensions of FeatureSet to the declarations there";
    private const string SignOfNan = "keeps the sign of -nan";
    private const string LastBit = "rounds a number of more than 19 digits to the next double";

    private static readonly Dictionary<string, string> s_buf = Table(
        (OwnComments, ["comments/after_brace_same_line", "comments/block_before_token_same_line", "comments/block_multiline_trailing", "comments/block_same_line", "comments/in_aggregate",
            "comments/trailing", "files/non_ascii_column", "files/non_ascii_comment", "lexical/comment_everywhere"]),
        (Stricter, ["enums/empty_name_reserved", "extensions/declaration_bad_name", "extensions/number_in_two_files", "features/ctype_2023_int", "fields/json_conflict_custom_proto2",
            "fields/json_conflict_legacy_option", "fields/json_conflict_legacy_option_proto2", "fields/jstype_bool_JS_NORMAL", "files/invalid_utf8_comment", "lexical/bad_string_8",
            "lexical/double_default_10", "lexical/string_10", "lexical/string_11", "messages/reserved_beyond_max", "messages/reserved_invalid_identifier", "options/group_option",
            "options/message_set_option", "options/value_bools", "options/value_comments_inside", "declarations/declaration_digit_name", "text/text_63", "text/text_64", "text/text_101",
            "text/text_144", "text/text_147", "text/text_174", "text/text_175", "text/text_195", "text/text_196", "tokens/token_32", "tokens/token_34", "tokens/token_35", "tokens/token_double_4",
            "values/value_of_fl_25", "values/default_of_fl_25", "values/value_of_db_25", "values/default_of_db_25"]),
        (Declared, ["declarations/custom_feature_deprecated", "declarations/custom_feature_2023", "declarations/feature_extension_repeated_f", "declarations/feature_extension_optional_int32",
            "declarations/feature_extension_optional_e", "declarations/feature_extension_of_extension", "declarations/feature_without_support", "declarations/feature_support_6",
            "declarations/feature_support_8", "declarations/feature_support_10", "declarations/edition_defaults_0", "declarations/edition_defaults_1", "declarations/edition_defaults_2",
            "declarations/edition_defaults_3", "declarations/edition_defaults_4", "declarations/edition_defaults_5"]),
        (SignOfNan, ["statements/option_minus_nan", "values/value_of_fl_11", "values/value_of_db_11"]),
        (MapOrder, ["options/value_aggregate", "options/value_map_list"]),
        (LastBit, ["options/scalar_double", "tokens/token_double_98"]));

    private static readonly Dictionary<string, string> s_debianProtoc = Table(
        (OwnComments, ["comments/after_brace_same_line", "comments/block_multiline_trailing", "comments/block_same_line", "files/non_ascii_column", "lexical/comment_everywhere"]),
        (Older, ["enums/value_options", "extensions/declaration_bad_name", "extensions/declaration_enum_type", "extensions/declaration_group_type", "extensions/declaration_message_type",
            "extensions/declaration_ok", "extensions/declaration_repeated", "extensions/declaration_reserved_ok", "extensions/range_options_many", "extensions/verification_unverified",
            "fields/json_conflict_case", "fields/json_conflict_legacy_option", "fields/json_conflict_legacy_option_proto2", "fields/options_all", "lexical/double_default_25",
            "lexical/double_default_26", "lexical/string_7", "lexical/underscore_names", "messages/optional_synthetic", "messages/optional_synthetic_collision",
            "options/editions_default_options", "options/group_option_lower", "options/scalar_double", "options/scalar_float", "declarations/declaration_digit_name",
            "declarations/declaration_reserved_with_name", "declarations/value_support_6", "declarations/value_support_8", "declarations/value_support_10",
            "declarations/feature_support_of_value_inherits", "statements/option_minus_nan", "statements/option_minus_inf", "text/text_102", "tokens/token_28", "tokens/token_double_98",
            "values/value_of_fl_8", "values/value_of_fl_9", "values/value_of_fl_10", "values/value_of_fl_11", "values/value_of_db_8", "values/value_of_db_9", "values/value_of_db_10",
            "values/value_of_db_11"]));

    /// <summary>Why a compiler differs in a case; null when it must not.</summary>
    public static string? ReasonFor(ForeignCompiler compiler, CorpusCase item) =>
        (compiler == ForeignCompiler.Buf ? s_buf : s_debianProtoc).GetValueOrDefault(item.ToString());

    private static Dictionary<string, string> Table(params (string Reason, string[] Cases)[] rows) =>
        rows.SelectMany(static row => row.Cases.Select(item => (item, row.Reason))).ToDictionary(static row => row.item, static row => row.Reason);
}
