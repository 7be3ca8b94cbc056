namespace Peregrine.Http2.Tests.Hpack;

/// <summary>A theory over the HPACK stories, skipped with the reason where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StoryTheoryAttribute : TheoryAttribute
{
    public StoryTheoryAttribute()
    {
        if (!Directory.Exists(HpackStory.Root))
        {
            Skip = $"the HPACK stories are not at {HpackStory.Root}";
        }
    }
}
