using Chat.V1;

namespace Chat.Client;

/// <summary>Lines in, lines out: for pipes, tests and terminals that can do no more.</summary>
internal sealed class LineScreen : Screen
{
    public override async Task<string?> ReadAsync(CancellationToken cancellationToken) => await Task.Run(Console.In.ReadLine, cancellationToken).WaitAsync(cancellationToken);

    public override void Say(DateTimeOffset time, Member by, string text, bool isMine) => Console.WriteLine($"{by.Name}: {text.ReplaceLineEndings(" ")}");

    public override void Tell(string text) => Console.WriteLine($"* {text}");
}
