using System.Text.Json;
using RunBroker.Cases;
using RunBroker.Protocol;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.SignIns;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Oidc;

/// <summary>Broker → upstream: the authorization request (OIDCC-3.1.2.1).</summary>
internal sealed class StartOidc(OidcClient client, Settings settings, TimeProvider time)
{
    /// <param name="state">Sent and given back; bound to the sign-in's row by its hash.</param>
    /// <param name="host">The host that the browser came to: its callback must be there, too, since cookies are (TG-31).</param>
    public async Task<UpstreamStart> Begin(
        SignIn signIn, Connection row, string state, BrowserSecret secret, string host, CancellationToken stop)
    {
        var connection = client.Of(row);
        var (trust, fault) = await client.Trust(connection, stop);
        if (trust is null)
            return UpstreamStart.Failed(fault!);
        var expected = Expect(signIn, connection, trust, host);
        var built = UpstreamRequest.Build(trust, Expectation(expected, state, secret) with
        {
            Prompt = signIn.TestId is null ? expected.Prompt : AsAnother(connection),
            AcrValues = signIn.Request.AcrValues,
            UiLocales = signIn.Request.UiLocales.IsEmpty ? null : string.Join(' ', signIn.Request.UiLocales),
        }, signIn.Request.Sent);
        signIn.Case.Sent("authorize_request",
            DecodedParameters.Of($"GET {new Uri(built.Url).GetLeftPart(UriPartial.Path)}", Parameters.Parse(new Uri(built.Url).Query).All));
        signIn.Case.Passed("upstream_request", $"sent to {new Uri(trust.AuthorizationEndpoint).GetLeftPart(UriPartial.Path)}");
        UpstreamStart.Note(signIn.Case, built.Dropped);
        return UpstreamStart.By(new UpstreamWay.Redirect(built.Url), JsonSerializer.Serialize(expected, PendingJson.Default.PendingUpstream));
    }

    /// <summary>What the answer will be judged by: the same at the start and at the callback.</summary>
    public static OidcExpectation Expectation(PendingUpstream asked, string state, BrowserSecret secret) => new()
    {
        State = state,
        Nonce = secret.Nonce(state),
        CodeVerifier = secret.CodeVerifier(state),
        RedirectUri = asked.RedirectUri,
        RequestedAt = asked.RequestedAt,
        Scopes = [.. asked.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        MaxAge = asked.MaxAge,
        Prompt = asked.Prompt,
        EssentialAcr = [.. asked.EssentialAcr],
    };

    /// <summary>
    /// Whoever tests may want to be somebody else than the person the provider remembers here. Only asked for: the answer is judged as any
    /// sign-in's, which would not demand it. Google knows no prompt=login.
    /// </summary>
    private static string AsAnother(UpstreamConnection connection) =>
        ProviderKinds.Of(connection.Settings.IssuerUrl) == ProviderKind.Google ? "select_account" : connection.Settings.Prompt ?? "login";

    private PendingUpstream Expect(SignIn signIn, UpstreamConnection connection, OidcTrust trust, string host)
    {
        var request = signIn.Request;
        var scheme = new Uri(settings.Issuer).Scheme;
        var redirect = host == settings.Authority ? settings.Url(Routes.OidcCallback(connection.Row.Id)) : $"{scheme}://{host}{Routes.OidcCallback(connection.Row.Id)}";
        var prompt = OidcExpectation.CarriedPrompt(string.Join(' ', request.Prompts)) ?? connection.Settings.Prompt;
        var maxAge = request.MaxAge is { } age ? (int)age.TotalSeconds : (int?)null;
        return new PendingUpstream(trust.Issuer, redirect, time.GetUtcNow(), connection.Settings.Scopes, maxAge, prompt, [.. request.EssentialAcr]);
    }

    public static PendingUpstream? Read(string? json) => json is null ? null : JsonSerializer.Deserialize(json, PendingJson.Default.PendingUpstream);
}
