namespace Peregrine.Compiler.Tests.Golden;

/// <summary>A test that runs the reference compiler; skipped where it cannot run: it is a program for Linux on x64.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceProtocFactAttribute : FactAttribute
{
    public ReferenceProtocFactAttribute()
    {
        if (ReferenceProtoc.Find() is null)
            Skip = "the protoc of Grpc.Tools 2.85.0 runs on Linux and x64";
    }
}
