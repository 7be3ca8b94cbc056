namespace Peregrine.Compiler.Tests.Golden;

/// <summary>A test that runs Debian's protoc and buf; skipped where one of them is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ForeignCompilerFactAttribute : FactAttribute
{
    public ForeignCompilerFactAttribute()
    {
        if ((!ForeignCompiler.DebianProtoc.IsInstalled || !ForeignCompiler.Buf.IsInstalled) && Environment.GetEnvironmentVariable("PEREGRINE_REQUIRE_PEERS") != "1")
            Skip = "Debian's protoc or buf is missing: run eng/install-peers.sh";
    }
}
