using System.Diagnostics;

namespace RunBroker.Operations.WarmUp;

/// <summary>
/// Before the node says that it is ready it signs somebody in, again and again, at a <see cref="Twin"/>: the code of a sign-in is then compiled, and
/// the first person waits no longer than the thousandth.
/// </summary>
internal sealed partial class Rehearsal(Settings settings, Warmth warmth, ILogger<Rehearsal> log)
{
    /// <summary>
    /// So that nothing is compiled for the first time when the first person waits. Not more: from thirty calls on the compiler counts and measures,
    /// and a storm that comes while it does finds slower code than a storm that comes before.
    /// </summary>
    private const int Enough = 3;

    /// <summary>Who asks in the first moments is answered first.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(300);

    /// <summary>A slow machine begins before it is warm rather than late.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(8);

    public async Task Run(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(Most);
            await Task.Delay(Before, limit.Token);
            var times = await Play(limit.Token);
            var took = Stopwatch.GetElapsedTime(began);
            Rehearsed(log, times, (long)took.TotalMilliseconds);
        }
#pragma warning disable CA1031 // whatever goes wrong here (no room for a file, no free port): the node is ready all the same, only colder
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!stop.IsCancellationRequested)
                NotRehearsed(log, e);
        }
        finally
        {
            warmth.End();
        }
    }

    private async Task<int> Play(CancellationToken stop)
    {
        await using var twin = await Twin.Start(settings, stop);
        using var http = Client();
        var cast = await Stage.Set(twin, http, stop);
        var times = 0;
        try
        {
            for (; times < Enough; times++)
                await new RehearsedSignIn(http, twin.Settings.Issuer, cast).Run(stop);
        }
        catch (OperationCanceledException)
        {
            // The time is over; what was done is done.
        }

        // What follows is only tidying up.
        warmth.End();
        return times;
    }

    /// <summary>The guarded client is for addresses from outside; this one asks the twin alone, and must see its redirects.</summary>
    internal static HttpClient Client()
    {
#pragma warning disable RS0030, CA2000 // the client disposes its handler
        return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
#pragma warning restore RS0030, CA2000
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "rehearsed sign_ins={SignIns} ms={Milliseconds}")]
    private static partial void Rehearsed(ILogger log, int signIns, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "not_rehearsed: the first sign-ins will be slow")]
    private static partial void NotRehearsed(ILogger log, Exception why);
}
