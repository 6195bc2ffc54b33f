using System.Diagnostics;
using System.Globalization;

namespace RunBroker.Bench;

/// <summary>
/// As many apps as there are, in one place, which are told that a session is over. Each has its address, /bc/N; one that is dead has another
/// port, as it would have another host, and takes the connection and never answers.
/// </summary>
internal sealed class LogoutStub : IDisposable
{
    private readonly StubServer living;
    private readonly StubServer dead;
    private readonly Lock gate = new();
    private readonly HashSet<int> told = [];
    private readonly ManualResetEventSlim all = new();
    private readonly ManualResetEventSlim end = new();
    private int awaited;
    private long last;

    /// <summary>Called with the app's number and its logout token, for one message in fifty; throws when the token is not good.</summary>
    public Action<int, string> Check { get; set; } = static (_, _) => { };

    public LogoutStub()
    {
        living = new(Answer);
        dead = new(_ =>
        {
            end.Wait();
            return new(503, null);
        });
    }

    /// <summary>The first thing that was wrong with a token.</summary>
    public string? Fault { get; private set; }

    public string Address(int app) => $"{living.Origin}/bc/{app}";

    public string DeadAddress => $"{dead.Origin}/bc/dead";

    /// <summary>From now on, so many apps are to be told.</summary>
    public void Expect(int apps)
    {
        lock (gate)
        {
            told.Clear();
            awaited = apps;
            all.Reset();
        }
    }

    /// <returns>When the last of them was, by <see cref="Stopwatch"/>.</returns>
    public long Wait(TimeSpan longest)
    {
        if (!all.Wait(longest))
            throw new BenchFault($"{told.Count} of {awaited} apps were told within {longest.TotalSeconds} s");
        return Fault is null ? last : throw new BenchFault(Fault);
    }

    public void Dispose()
    {
        end.Set();
        living.Dispose();
        dead.Dispose();
        all.Dispose();
        end.Dispose();
    }

    private StubAnswer Answer(StubRequest request)
    {
        var app = int.Parse(request.Path["/bc/".Length..], CultureInfo.InvariantCulture);
        if (app % 50 == 0)
            Look(app, Form.Need($"?{request.Body}", "logout_token"));
        lock (gate)
        {
            if (!told.Add(app))
                Fault ??= $"app {app} was told twice";
            last = Stopwatch.GetTimestamp();
            if (told.Count == awaited)
                all.Set();
        }

        return new(200, null);
    }

    private void Look(int app, string token)
    {
#pragma warning disable CA1031 // this is a thread of the stub: the fault is told where the run waits
        try
        {
            Check(app, token);
        }
        catch (Exception e)
        {
            Fault ??= $"a logout token: {e.Message}";
        }
#pragma warning restore CA1031
    }
}
