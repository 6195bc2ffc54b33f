using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RunBroker.TestIdps;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>Stands before an app's back channel and hands on what comes, unless it is told to do something to it.</summary>
internal sealed class Meddler : IAsyncDisposable
{
    private LoopbackHost host = null!;

    private Meddler()
    {
    }

    /// <summary>Where the broker is to send logout tokens.</summary>
    public string Address => $"http://127.0.0.1:{host.Port}/backchannel";

    /// <summary>Where they go on to.</summary>
    public Uri? App { get; set; }

    /// <summary>What the app gets in place of a token.</summary>
    public Func<string, string>? Change { get; set; }

    /// <summary>The app is told, and its answer gets lost on the way back.</summary>
    public bool LosesAnswers { get; set; }

    public static async Task<Meddler> Start()
    {
        var meddler = new Meddler();
        meddler.host = await LoopbackHost.Start(0, TimeProvider.System, map => map.MapPost("/backchannel", meddler.HandOn));
        return meddler;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task<IResult> HandOn(HttpRequest incoming)
    {
        var token = (await incoming.ReadFormAsync())["logout_token"].ToString();
        using var http = Wire.Client();
        using var form = new FormUrlEncodedContent([new("logout_token", Change?.Invoke(token) ?? token)]);
        using var answer = await http.PostAsync(new Uri(App ?? throw new InvalidOperationException("nobody is behind"), "/backchannel"), form);
        return LosesAnswers
            ? Results.StatusCode(StatusCodes.Status502BadGateway)
            : Results.Text(await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.ToString(), statusCode: (int)answer.StatusCode);
    }
}
