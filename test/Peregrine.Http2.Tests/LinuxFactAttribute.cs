namespace Peregrine.Http2.Tests;

/// <summary>A fact about what only Linux has.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute(string what)
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = $"{what}: Linux only";
        }
    }
}
