using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Globalization;
using RunBroker.Cases;
using RunBroker.Http.Outbound;
using RunBroker.Pages.Words;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.SignIns;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Upstream.Oidc;

/// <summary>Talks to an OIDC upstream: discovery, token and userinfo requests. What comes back is judged in Protocol/OidcUpstream.</summary>
internal sealed class OidcClient(Outbound outbound, OutboundRules rules, RemoteKeys keys, SecretBox box, TimeProvider time)
{
    private readonly ConditionalWeakTable<Connection, UpstreamConnection> read = [];
    private readonly ConcurrentDictionary<string, Discovered> discovered = new();
    private readonly ConcurrentDictionary<(string Id, long Version, string? Issuer), Lazy<Task<(UpstreamDiscovery? Found, UpstreamFault? Fault)>>> flights = new();

    /// <summary>A connection with its settings read and its secret opened: once for as long as its row is kept in memory.</summary>
    public UpstreamConnection Of(Connection row) => read.GetValue(row, UpstreamConnection.Of);

    /// <summary>The trust of a connection, from its discovery document; cached for an hour, or until the connection is edited.</summary>
    public async Task<(OidcTrust? Trust, UpstreamFault? Fault)> Trust(UpstreamConnection connection, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        // A draft has its own place: testing it must not cost people the last good document of what is live.
        var place = connection.Row.Draft is { } draft ? $"{connection.Row.Id} {draft}" : connection.Row.Id;
        var known = discovered.GetValueOrDefault(place);
        if (known is not null && known.IsOf(connection) && now - known.At < Limits.DiscoveryFresh)
            return (known.Trust, null);
        // Of many who need the document at once one fetches it, and all wait for the same answer.
        var key = (place, connection.Row.Version, connection.Settings.IssuerUrl);
        var flight = flights.GetOrAdd(key, _ => new Lazy<Task<(UpstreamDiscovery?, UpstreamFault?)>>(() => Discover(connection, CancellationToken.None)));
        UpstreamDiscovery? found;
        UpstreamFault? fault;
        try
        {
            (found, fault) = await flight.Value.WaitAsync(stop);
        }
        finally
        {
            flights.TryRemove(KeyValuePair.Create(key, flight));
        }

        if (found is not null)
        {
            discovered[place] = new Discovered(found.Trust, connection.Row.Version, connection.Settings.IssuerUrl, now);
            return (found.Trust, null);
        }

        // A provider whose document is away for a while may still sign people in: the last good one serves for a day.
        return known is not null && known.IsOf(connection) && now - known.At < Limits.JwksMax ? (known.Trust, null) : (null, fault);
    }

    /// <summary>Of what is kept of this connection, nothing counts as fresh: an admin who has it checked wants to see the provider as it is now.</summary>
    public async Task Renew(Connection row, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        foreach (var (place, known) in discovered.Where(d => d.Key == row.Id || d.Key.StartsWith(row.Id + " ", StringComparison.Ordinal)))
        {
            // Not thrown away: if the provider is away for a while, the last good document still serves.
            if (now - known.At < Limits.DiscoveryFresh)
                discovered.TryUpdate(place, known with { At = now - Limits.DiscoveryFresh }, known);
            await keys.Renew(row.TenantId, known.Trust.JwksUri, stop);
        }
    }

    /// <summary>Fetches and judges the document now.</summary>
    public async Task<(UpstreamDiscovery? Found, UpstreamFault? Fault)> Discover(UpstreamConnection connection, CancellationToken stop)
    {
        if (TypedIssuer.Parse(connection.Settings.IssuerUrl, MayUseHttp) is not TypedIssuerResult.Read typed)
            return (null, Broken("connection.IssuerUrl", "OIDCD-4.1", "an issuer URL", connection.Settings.IssuerUrl));
        var url = typed.Issuer.WellKnownUrl;
        var result = await outbound.Send(new OutboundRequest(OutboundPurpose.Discovery, connection.Row.TenantId.Value, HttpMethod.Get, url), stop);
        if (result is not OutboundResult.Answered answer)
            return (null, Unreachable("discovery", result));
        if (answer.Status != 200)
            return (null, Unreachable("upstream.DiscoveryStatus", "OIDCD-4.2", "HTTP 200", $"HTTP {answer.Status}"));
        return UpstreamDiscovery.Read(answer.Body, typed.Issuer, DiscoverySettingsOf(connection)).Match<(UpstreamDiscovery?, UpstreamFault?)>(
            found => (found.Discovery, null),
            refused => (null, Broken(refused.Problems[0])));
    }

    /// <summary>The first problem; the member it is about is named, since "an https URL" alone helps nobody.</summary>
    private static UpstreamFault Broken(DiscoveryProblem problem) => Broken(
        $"discovery.{problem.Code}", "OIDCD-4.3", problem.Field == "issuer_url" ? problem.Wanted : $"{problem.Field}: {problem.Wanted}", problem.Got);

    public bool MayUseHttp => rules.AllowPrivateNetwork || rules.AllowPlainHttpAnywhere;

    public DiscoverySettings DiscoverySettingsOf(UpstreamConnection connection) => new()
    {
        ClientId = connection.Settings.ClientId ?? "",
        AuthMethod = AuthMethod(connection.Settings.TokenEndpointAuthMethod),
        IdTokenAlgorithms = connection.Settings.IdTokenSignedResponseAlg is { } alg ? [alg] : UpstreamAlgorithms.Default,
        Scopes = [.. connection.Settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        EntraTenants = connection.Settings.AllowedTenantIds,
        ClockSkew = Limits.UpstreamSkew,
        DangerAllowHttp = MayUseHttp,
    };

    /// <summary>Code against tokens, ID token checked, userinfo added when the ID token lacks what is mapped.</summary>
    /// <param name="mapped">Names of the claims that mappings and role rules read.</param>
    /// <param name="file">Takes down what is sent and what comes back.</param>
    public async Task<(UpstreamIdentity? Identity, string? IdToken, UpstreamFault? Fault)> Redeem(
        UpstreamConnection connection, OidcTrust trust, OidcExpectation expected, CheckedCode code, ImmutableArray<string> mapped, CaseFile? file,
        CancellationToken stop)
    {
        var (request, noSecret) = TokenRequest(connection, trust, expected, code);
        if (request is null)
            return (null, null, noSecret);
        var headers = request.Authorization is { } authorization ? ImmutableArray.Create(KeyValuePair.Create("Authorization", authorization)) : [];
        file?.Sent("token_request", DecodedParameters.Of($"POST {request.Url}", request.Authorization is null ? request.Form
            : request.Form.Add(new("Authorization", request.Authorization))));
        var result = await outbound.Send(new OutboundRequest(OutboundPurpose.Token, connection.Row.TenantId.Value, HttpMethod.Post, request.Url)
        {
            Headers = headers.Add(new("Accept", "application/json")),
            Body = new OutboundBody.Form(request.Form),
        }, stop);
        if (result is not OutboundResult.Answered answer)
            return (null, null, Unreachable("token", result));
        file?.Received("token_response", DecodedJson.TokenAnswer(answer.Status, answer.ContentType, answer.Body));
        var read = UpstreamExchange.Read(request, answer.Status, answer.ContentType, answer.Body);
        if (read is TokenResult.Refused refused)
            return (null, null, Refused(refused.Why));

        var tokens = ((TokenResult.Received)read).Tokens;
        file?.Received("id_token", DecodedJson.Token(tokens.IdToken));
        var decryption = connection.DecryptionKeys(box);
        var (identity, fault) = await CheckIdToken(connection, trust, expected, new(tokens.IdToken, tokens.AccessToken, code), time.GetUtcNow(), stop);
        if (identity is null)
            return (null, null, fault);
        if (trust.UserInfoEndpoint is not null && !identity.Lacks(mapped).IsEmpty)
            (identity, fault) = await AddUserInfo(connection, trust, tokens, identity!, decryption, file, stop);
        return (identity, tokens.IdToken, fault);
    }

    private (UpstreamTokenRequest? Request, UpstreamFault? Fault) TokenRequest(
        UpstreamConnection connection, OidcTrust trust, OidcExpectation expected, CheckedCode code)
    {
        UpstreamClientAuth? auth = trust.AuthMethod switch
        {
            UpstreamAuthMethod.None => new UpstreamClientAuth.Public(),
            UpstreamAuthMethod.PrivateKeyJwt => connection.SigningKey(box) is { } key
                ? new UpstreamClientAuth.PrivateKeyJwt(key, RandomToken.Create("", 16), time.GetUtcNow()) : null,
            UpstreamAuthMethod.ClientSecretPost => connection.Secret(box) is { } secret ? new UpstreamClientAuth.SecretPost(secret) : null,
            _ => connection.Secret(box) is { } secret ? new UpstreamClientAuth.SecretBasic(secret) : null,
        };
        return auth is null
            ? (null, Broken("connection.NoCredentials", "OIDCC-9", "a client secret or key that can be opened", null))
            : (UpstreamExchange.Request(trust, expected, code, auth), null);
    }

    /// <summary>An ID token that somebody shows, judged as one that came would be at that instant; its code and mostly its access token are not at hand.</summary>
    public Task<(UpstreamIdentity? Identity, UpstreamFault? Fault)> Look(
        UpstreamConnection connection, OidcTrust trust, OidcExpectation expected, string idToken, string? accessToken, DateTimeOffset at,
        CancellationToken stop) => CheckIdToken(connection, trust, expected, new(idToken, accessToken, null), at, stop);

    private async Task<(UpstreamIdentity? Identity, UpstreamFault? Fault)> CheckIdToken(
        UpstreamConnection connection, OidcTrust trust, OidcExpectation expected, ToCheck token, DateTimeOffset now, CancellationToken stop)
    {
        if (await keys.Get(connection.Row.TenantId, trust.JwksUri, stop) is not { } set)
            return (null, Unreachable("upstream.JwksUnreachable", "OIDCD-3", "the provider's keys", null));
        var decryption = connection.DecryptionKeys(box);
        var result = UpstreamIdToken.Check(token.IdToken, set, decryption, trust, expected, token.AccessToken, token.Code, now);
        // The provider may have changed its keys since: look once, and judge again.
        // A provider that lost its keys may make new ones under the old names, so a signature that does not hold is such a case as well.
        if (result is IdTokenResult.NeedsKeys or IdTokenResult.Refused { Why.Reason: UpstreamReason.BadSignature }
            && await keys.Refetch(connection.Row.TenantId, trust.JwksUri, stop) is { } fresh)
            result = UpstreamIdToken.Check(token.IdToken, fresh, decryption, trust, expected, token.AccessToken, token.Code, now);
        return result.Match<(UpstreamIdentity?, UpstreamFault?)>(
            accepted => (accepted.Identity, null), refused => (null, Refused(refused.Why)), needsKeys => (null, Refused(needsKeys.Why)));
    }

    private async Task<(UpstreamIdentity? Identity, UpstreamFault? Fault)> AddUserInfo(
        UpstreamConnection connection, OidcTrust trust, UpstreamTokens tokens, UpstreamIdentity identity, ImmutableArray<DecryptionKey> decryption,
        CaseFile? file, CancellationToken stop)
    {
        file?.Sent("userinfo_request", DecodedParameters.Of($"GET {trust.UserInfoEndpoint}", [new("Authorization", UpstreamUserInfo.Authorization(tokens))]));
        var result = await outbound.Send(new OutboundRequest(OutboundPurpose.UserInfo, connection.Row.TenantId.Value, HttpMethod.Get, trust.UserInfoEndpoint!)
        {
            Headers = [new("Authorization", UpstreamUserInfo.Authorization(tokens)), new("Accept", "application/json, application/jwt")],
        }, stop);
        if (result is not OutboundResult.Answered answer)
            return (null, Unreachable("userinfo", result));
        var set = await keys.Get(connection.Row.TenantId, trust.JwksUri, stop) ?? JwkSet.Of();
        var read = UpstreamUserInfo.Check(answer.Status, answer.ContentType, answer.Body, set, decryption, trust, identity);
        if (read is UserInfoResult.NeedsKeys && await keys.Refetch(connection.Row.TenantId, trust.JwksUri, stop) is { } fresh)
            read = UpstreamUserInfo.Check(answer.Status, answer.ContentType, answer.Body, fresh, decryption, trust, identity);
        // Of what is refused only that it came: it may be anybody's answer (O-164).
        file?.Received("userinfo", read is UserInfoResult.Accepted told ? DecodedJson.Claims(told.Claims.All)
            : new DecodedMessage(string.Create(CultureInfo.InvariantCulture, $"HTTP {answer.Status}, {answer.Body.Length} octets"), ["body"]));
        return read.Match<(UpstreamIdentity?, UpstreamFault?)>(
            accepted => (identity.With(accepted.Claims), null), refused => (null, Refused(refused.Why)), needsKeys => (null, Refused(needsKeys.Why)));
    }

    /// <summary>The reason's own table says what the app hears; the page says who acts.</summary>
    public static UpstreamFault Refused(UpstreamRefusal why)
    {
        var page = PageOf(why.Reason);
        return new UpstreamFault(page, $"upstream.{why.Reason}", why.Spec, why.Wanted, why.Got, UpstreamReasons.Of(why.Reason).AppError ?? "server_error")
        {
            TurnedBack = why.Reason == UpstreamReason.AccessDenied,
            Protocol = CauseCatalogue.Oidc,
        };
    }

    private static ErrorReason PageOf(UpstreamReason reason) => reason switch
    {
        UpstreamReason.AccessDenied or UpstreamReason.NotAssigned or UpstreamReason.SaidNo => ErrorReason.UpstreamRefused,
        UpstreamReason.ProviderUnavailable => ErrorReason.UpstreamUnreachable,
        UpstreamReason.ClientRefused or UpstreamReason.RequestRefused or UpstreamReason.ExchangeRefused => ErrorReason.UpstreamDoesNotKnowUs,
        UpstreamReason.Expired or UpstreamReason.NotYetValid or UpstreamReason.IssuedInFuture => ErrorReason.ClocksApart,
        UpstreamReason.UnknownKey or UpstreamReason.BadSignature or UpstreamReason.WeakKey or UpstreamReason.AlgorithmNotAllowed => ErrorReason.AnswerNotProved,
        UpstreamReason.WrongAcr => ErrorReason.SignInTooWeak,
        UpstreamReason.AuthenticationTooOld or UpstreamReason.MissingAuthTime or UpstreamReason.SessionAlreadyOver => ErrorReason.SignInNotFresh,
        _ => ErrorReason.UpstreamAnswerInvalid,
    };

    private static UpstreamFault Broken(string code, string spec, string? wanted, string? got) =>
        new(ErrorReason.UpstreamAnswerInvalid, code, spec, wanted, got, "server_error");

    private static UpstreamFault Unreachable(string leg, OutboundResult result)
    {
        var reason = result is OutboundResult.Refused refused ? refused.Reason : ((OutboundResult.Failed)result).Reason;
        return Unreachable($"upstream.{leg}.{reason}", "OIDCC-3.1.3", "an answer", reason.ToString());
    }

    private static UpstreamFault Unreachable(string code, string spec, string? wanted, string? got) =>
        new(ErrorReason.UpstreamUnreachable, code, spec, wanted, got, "temporarily_unavailable");

    internal static UpstreamAuthMethod AuthMethod(string name) => name switch
    {
        "client_secret_post" => UpstreamAuthMethod.ClientSecretPost,
        "private_key_jwt" => UpstreamAuthMethod.PrivateKeyJwt,
        "none" => UpstreamAuthMethod.None,
        _ => UpstreamAuthMethod.ClientSecretBasic,
    };

    private readonly record struct ToCheck(string IdToken, string? AccessToken, CheckedCode? Code);

    /// <param name="Issuer">As it was typed: a document found for one issuer is never taken for another's, since our secret goes where it says.</param>
    private sealed record Discovered(OidcTrust Trust, long Version, string? Issuer, DateTimeOffset At)
    {
        public bool IsOf(UpstreamConnection connection) => Version == connection.Row.Version && Issuer == connection.Settings.IssuerUrl;
    }
}
