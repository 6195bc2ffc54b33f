using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RunBroker.TestIdps;

/// <summary>Takes whatever is posted to it, records it, and answers as told.</summary>
public sealed class TestWebhookReceiver : IAsyncDisposable
{
    private readonly Channel<RecordedRequest> arrivals = Channel.CreateUnbounded<RecordedRequest>();
    private LoopbackHost? host;

    private TestWebhookReceiver() { }

    public string Url => $"http://127.0.0.1:{Host.Port}/webhook";
    /// <summary>The status answered from now on.</summary>
    public int Status { get; set; } = 204;
    /// <summary>Answers wait for this; a task never done is a receiver that hangs.</summary>
    public Task Until { get; set; } = Task.CompletedTask;
    public ImmutableArray<RecordedRequest> Requests => Host.Requests;

    public static async Task<TestWebhookReceiver> Start(TimeProvider? clock = null)
    {
        var receiver = new TestWebhookReceiver();
        receiver.host = await LoopbackHost.Start(0, clock ?? TimeProvider.System, receiver.Map);
        receiver.host.Received = r => receiver.arrivals.Writer.TryWrite(r);
        return receiver;
    }

    /// <summary>The next request, waited for; it may not be answered yet.</summary>
    public Task<RecordedRequest> Next(TimeSpan atMost) => arrivals.Reader.ReadAsync().AsTask().WaitAsync(atMost);

    /// <summary>Down, as in an outage: connections are refused.</summary>
    public Task Stop() => Host.Stop();
    public Task StartAgain() => Host.StartAgain();
    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private LoopbackHost Host => host ?? throw new InvalidOperationException("The receiver was never started.");

    private void Map(IEndpointRouteBuilder app) => app.Map("/{**path}", async (HttpContext http) =>
    {
        await Until.WaitAsync(http.RequestAborted);
        http.Response.StatusCode = Status;
    });
}
