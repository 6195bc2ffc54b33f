using System.Diagnostics;

namespace RunBroker.Tests.Processes;

/// <summary>
/// A program run beside the tests that never outlives them: a shell holds it on a leash, the pipe to the shell's standard input.
/// Each line written there is a signal for the program; when the pipe ends, by <see cref="DisposeAsync"/> or because the test process
/// died however hard, the stop signal is sent. (The kernel's parent-death signal would follow the thread that started it, not the process.)
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    // The program tells its process id before it begins, by exec, so that the id is the first line for certain.
    internal const string Leash = """
        exec 3<&0
        sh -c 'echo "$$"; exec "$@"' sh "$@" </dev/null 3<&- 2>&1 &
        program=$!
        exec 2>/dev/null
        { while read -r signal <&3; do kill -s "$signal" "$program"; done; kill -s "$STOP_SIGNAL" "$program"; } >/dev/null &
        leash=$!
        exec 3<&-
        wait "$program"; code=$?
        kill "$leash"
        exit "$code"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process shell;
    private readonly Lines lines = new();
    private readonly Task pump;

    private ChildProcess(Process shell)
    {
        this.shell = shell;
        pump = Task.Run(Pump);
    }

    public int Id { get; private set; }

    public bool HasExited => shell.HasExited;

    /// <summary>What the program wrote so far, standard output and error in one.</summary>
    public string Log => lines.ToString();

    public static async Task<ChildProcess> Start(
        IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment = null, string? folder = null, string stopSignal = "KILL")
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = folder ?? "" };
        foreach (var argument in (string[])["-c", Leash, "sh", .. command])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        start.Environment["STOP_SIGNAL"] = stopSignal;

        var child = new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException("no shell"));
        child.Id = int.Parse(await child.WaitForLine(_ => true), System.Globalization.CultureInfo.InvariantCulture);
        return child;
    }

    /// <summary>The first line, of those before and those to come, that <paramref name="wanted"/> holds for.</summary>
    /// <exception cref="InvalidOperationException">The program ended, or a minute passed, without one; the message has the log.</exception>
    public async Task<string> WaitForLine(Func<string, bool> wanted)
    {
        try
        {
            return await lines.First(wanted).WaitAsync(Patience) ?? throw new InvalidOperationException($"the program ended: {Log}");
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"the line did not come: {Log}");
        }
    }

    /// <summary>Sends a signal (<c>KILL</c>, <c>TERM</c>) and waits for the end.</summary>
    public async Task<int> End(string signal)
    {
        if (!shell.HasExited)
        {
            await shell.StandardInput.WriteLineAsync(signal);
            await shell.StandardInput.FlushAsync();
        }

        return await Ended();
    }

    public async Task<int> Ended()
    {
        await shell.WaitForExitAsync().WaitAsync(Patience);
        return shell.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await Ended();
        await pump;
        shell.Dispose();
    }

    private async Task Pump()
    {
        while (await shell.StandardOutput.ReadLineAsync() is { } line)
            lines.Add(line);
        lines.End();
    }
}
