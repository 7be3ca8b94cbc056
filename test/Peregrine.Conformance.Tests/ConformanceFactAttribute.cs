namespace Peregrine.Conformance.Tests;

/// <summary>A test that needs the recorded vectors of the conformance suite, skipped with the reason where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceFactAttribute : FactAttribute
{
    public ConformanceFactAttribute()
    {
        if (!ConformanceVectors.ArePresent)
            Skip = $"the conformance vectors are not at {ConformanceVectors.Folder}";
    }
}
