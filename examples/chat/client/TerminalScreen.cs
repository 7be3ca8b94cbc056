using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Chat.V1;
using Spectre.Console;

namespace Chat.Client;

/// <summary>
/// A terminal: what is said scrolls above a line that the user edits, and never breaks into it. Each member has a colour of its own, the same on every screen.
/// </summary>
internal sealed class TerminalScreen : Screen
{
    private static readonly string[] s_colours = ["deepskyblue1", "green3", "orange1", "hotpink", "yellow3", "mediumpurple1", "turquoise2", "salmon1"];

    private readonly string _prompt;
    private readonly Channel<string> _entered = Channel.CreateUnbounded<string>();
    private readonly Lock _gate = new();

    // Guarded by _gate: what the user has typed and where the cursor is in it.
    private readonly StringBuilder _line = new();
    private int _cursor;

    public TerminalScreen(string room)
    {
        _prompt = $"{room}> ";
        // Reading keys cannot be cancelled: the thread ends with the process.
        new Thread(ReadKeys) { IsBackground = true }.Start();
        lock (_gate)
            DrawLine();
    }

    public override async Task<string?> ReadAsync(CancellationToken cancellationToken) =>
        await _entered.Reader.WaitToReadAsync(cancellationToken) && _entered.Reader.TryRead(out string? line) ? line : null;

    public override void Say(DateTimeOffset time, Member by, string text, bool isMine)
    {
        string colour = s_colours[int.Parse(by.Id.AsSpan(0, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % s_colours.Length];
        Print($"[grey]{time.ToLocalTime():HH:mm}[/] [{colour}{(isMine ? " bold" : "")}]{Markup.Escape(by.Name)}[/] {Markup.Escape(text)}");
    }

    public override void Tell(string text) => Print($"[grey italic]      {Markup.Escape(text)}[/]");

    public override void Dispose()
    {
        lock (_gate)
            Console.Write("\r\u001b[K");
        base.Dispose();
    }

    private void Print(string markup)
    {
        lock (_gate)
        {
            Console.Write("\r\u001b[K");
            AnsiConsole.MarkupLine(markup);
            DrawLine();
        }
    }

    private void ReadKeys()
    {
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            lock (_gate)
            {
                if (!Edit(key))
                {
                    _entered.Writer.TryComplete();
                    return;
                }
                DrawLine();
            }
        }
    }

    // False when the user has nothing more to say: Ctrl-D on an empty line.
    private bool Edit(ConsoleKeyInfo key)
    {
        switch (key)
        {
            case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control }:
                return _line.Length > 0;
            case { Key: ConsoleKey.Enter }:
                _entered.Writer.TryWrite(_line.ToString());
                _line.Clear();
                _cursor = 0;
                break;
            case { Key: ConsoleKey.Backspace }:
                if (_cursor > 0)
                    _line.Remove(--_cursor, 1);
                break;
            case { Key: ConsoleKey.Delete }:
                if (_cursor < _line.Length)
                    _line.Remove(_cursor, 1);
                break;
            case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control }:
                _line.Remove(0, _cursor);
                _cursor = 0;
                break;
            case { Key: ConsoleKey.LeftArrow }:
                _cursor = Math.Max(0, _cursor - 1);
                break;
            case { Key: ConsoleKey.RightArrow }:
                _cursor = Math.Min(_line.Length, _cursor + 1);
                break;
            case { Key: ConsoleKey.Home } or { Key: ConsoleKey.A, Modifiers: ConsoleModifiers.Control }:
                _cursor = 0;
                break;
            case { Key: ConsoleKey.End } or { Key: ConsoleKey.E, Modifiers: ConsoleModifiers.Control }:
                _cursor = _line.Length;
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                    _line.Insert(_cursor++, key.KeyChar);
                break;
        }
        return true;
    }

    // One row, whatever is typed: of a longer line the part around the cursor.
    private void DrawLine()
    {
        int room = Math.Max(10, Console.WindowWidth - _prompt.Length - 1);
        int start = Math.Max(0, _cursor - room + 1);
        string shown = _line.ToString(start, Math.Min(room, _line.Length - start));
        Console.Write($"\r\u001b[K\u001b[90m{_prompt}\u001b[0m{shown}\r\u001b[{_prompt.Length + _cursor - start}C");
    }
}
