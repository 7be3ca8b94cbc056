namespace Peregrine.Compiler.Tests.Golden;

/// <summary>A test that runs the reference compiler; skipped where it is not in the package cache.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceProtocFactAttribute : FactAttribute
{
    public ReferenceProtocFactAttribute()
    {
        if (ReferenceProtoc.Find() is null)
            Skip = "the protoc of Grpc.Tools 2.85.0 is not in the package cache, or cannot run here";
    }
}
