using System.Diagnostics;
using RunBroker.Http;

namespace RunBroker.Operations.WarmUp;

/// <summary>
/// Before the node says that it is ready it signs people in, again and again, at a <see cref="Twin"/>: the code of a sign-in is then compiled as
/// well as it ever will be, and the first person waits no longer than the thousandth. It ends at once when somebody signs in at the node itself.
/// </summary>
/// <param name="endpoints">The node's own: those of sign-ins are bound to their handlers, which is all that the twin cannot do for them.</param>
internal sealed partial class Rehearsal(Settings settings, Warmth warmth, EndpointDataSource endpoints, ILogger<Rehearsal> log)
{
    /// <summary>
    /// How often each plays; then the compiler is waited for. First everything is called once; from then on calls are counted, and after thirty a
    /// method is compiled again so that it counts what it does; after thirty more once again, by what was counted.
    /// </summary>
    private static readonly int[] Acts = [1, 6, 6];

    /// <summary>Of each kind of provider, side by side: code that waits for others is other code.</summary>
    private const int Players = 3;

    private static readonly string[] OfSignIns = ["/connect/", "/federation/", "/.well-known/"];

    /// <summary>Who asks in the first moments is answered first.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(300);

    /// <summary>The compiler begins when nothing new was called for a tenth of a second: after twice that in which it added nothing, it has ended.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private const int QuietLooks = 4;

    public async Task Run(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(settings.WarmUpLongest);
            await Task.Delay(Before, limit.Token);
            Bind();
            var times = await Play(limit.Token);
            // What the compiler and the twin took is given back before anybody waits.
            if (!warmth.HasVisitors)
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
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
        if (warmth.HasVisitors)
            return 0;
        await using var twin = await Twin.Start(settings, stop);
        using var http = Client();
        if (warmth.HasVisitors)
            return 0;
        using var provider = await OwnThread.Run(() => new RehearsedProvider(twin.Service<TimeProvider>()));
        var cast = await Stage.Set(twin, http, provider, stop);
        var times = 0;
        try
        {
            foreach (var act in Acts)
            {
                for (var i = 0; i < act; i++)
                {
                    if (warmth.HasVisitors)
                    {
                        // What follows is only tidying up.
                        warmth.End();
                        return times;
                    }

                    await Task.WhenAll(from player in Enumerable.Range(0, Players)
                                       from app in (RehearsedApp[])[cast.Oidc, cast.Saml]
                                       select new RehearsedSignIn(http, twin.Settings.Issuer, cast, app).Run(stop));
                    times += 2 * Players;
                }

                await Compiled(stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over; what was done is done.
            warmth.End();
        }
        return times;
    }

    private void Bind()
    {
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (!warmth.HasVisitors && OfSignIns.Any(start => endpoint.RoutePattern.RawText?.StartsWith(start, StringComparison.Ordinal) == true))
                endpoint.Metadata.GetMetadata<LateHandler>()?.Bind();
        }
    }

    private async Task Compiled(CancellationToken stop)
    {
        var (before, quiet) = (0L, 0);
        while (quiet < QuietLooks && !warmth.HasVisitors)
        {
            var now = System.Runtime.JitInfo.GetCompiledMethodCount();
            quiet = now == before ? quiet + 1 : 0;
            before = now;
            await Task.Delay(Look, stop);
        }
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
