namespace Peregrine.Schema;

/// <summary>What holds for a file as a whole.</summary>
internal static class FileRules
{
    public static void Check(LinkContext context)
    {
        var file = context.File;
        if (file.Package.Length > 0)
            NamingRules.CheckPackage(context);
        if (file.Options?.OptimizeFor != OptimizeMode.LiteRuntime)
            CheckLiteImports(context);
        if (file.Edition < Edition.Edition2023)
            return;
        if (file.Features.FieldPresence == FieldPresence.LegacyRequired)
            context.Error(DiagnosticIds.FeatureNotAllowed, file, ErrorLocation.Edition, "fields cannot be required by default", "set features.field_presence = LEGACY_REQUIRED on single fields");
        if (file.Options?.JavaStringCheckUtf8 is not null)
            context.Error(DiagnosticIds.OptionNotAllowed, file, ErrorLocation.Edition, "the option \"java_string_check_utf8\" does not exist in editions", "use features.(pb.java).utf8_validation");
    }

    private static void CheckLiteImports(LinkContext context)
    {
        for (var i = 0; i < context.Proto.Dependency.Count; i++)
        {
            var path = context.Proto.Dependency[i];
            if (context.Pool?.FindFile(path)?.Options?.OptimizeFor == OptimizeMode.LiteRuntime)
                context.Error(DiagnosticIds.LiteImport, path, context.Proto, ErrorLocation.Import, $"\"{path}\" has optimize_for = LITE_RUNTIME and this file has not, so it cannot be imported here", "set the option in both files or in none", i);
        }
    }
}
