using System.Collections.Immutable;
using RunBroker.Cases;
using RunBroker.Protocol;
using RunBroker.Protocol.Oidc;
using RunBroker.Protocol.Saml;
using RunBroker.SignIns;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>Broker → upstream: the AuthnRequest, by the Redirect or the POST binding (SAMLProf-4.1.4.1).</summary>
internal sealed class StartSaml(SamlConnections connections, Settings settings, TimeProvider time)
{
    private const int MostContexts = 10;

    /// <param name="relayState">Ours, opaque, and bound to the sign-in's row by its hash (S-075).</param>
    /// <param name="host">The host that the browser came to: its answer must come back there, since cookies are (TG-31).</param>
    /// <param name="alone">The browser holds no session.</param>
    public async Task<UpstreamStart> Begin(SignIn signIn, Connection row, string relayState, string host, bool alone, CancellationToken stop)
    {
        var (trust, upstream, fault) = await connections.Load(row, stop);
        if (trust is null || upstream?.Sso is not { } sso)
            return UpstreamStart.Failed(fault!);
        var asked = Expect(signIn.Request, row.Id, upstream, host);
        var xml = AuthnRequest.Write(new AuthnRequestAsk
        {
            Id = asked.RequestId,
            Now = asked.RequestedAt,
            SpEntityId = upstream.SpEntityId,
            Destination = sso.Url,
            AcsUrl = asked.AcsUrl,
            // prompt=select_account as well, and a test, which somebody else may want to make: a sign-in page is all that SAML can ask for, but nobody's answer is refused for it.
            ForceAuthn = asked.ForceAuthn || signIn.Request.Prompts.Contains("select_account") || signIn.TestId is not null,
            NameIdFormat = upstream.Settings.NameIdFormat,
            AuthnContexts = [.. asked.AuthnContexts],
        });

        var (carried, dropped) = Forwarding.Sort(signIn.Request.Sent, NamesIn(sso.Url));
        var signer = upstream.SignsAuthnRequests ? upstream.Signer : null;
        UpstreamWay way = sso.Binding == SamlNames.PostBinding
            ? new UpstreamWay.Post(
                new Uri(FormEncoding.AddTo(sso.Url, carried)), SamlForm.Of(PostedMessage.Request, xml, signer, relayState))
            : new UpstreamWay.Redirect(RedirectBinding.Url(sso.Url, PostedMessage.Request, xml, relayState, signer, carried));
        signIn.Case.Sent("authn_request", DecodedXml.Of(xml));
        signIn.Case.Passed("upstream_request", $"{asked.RequestId} sent to {new Uri(sso.Url).GetLeftPart(UriPartial.Path)}");
        UpstreamStart.Note(signIn.Case, dropped);
        return UpstreamStart.By(way, (asked with { Alone = alone }).Write());
    }

    private PendingSaml Expect(AuthorizeRequest request, string connection, SamlUpstream upstream, string host)
    {
        var maxAge = request.MaxAge is { } age ? (int)age.TotalSeconds : (int?)null;
        return new PendingSaml(
            SamlIds.New(),
            upstream.Idp!.EntityId,
            SamlUrls.Acs(settings, connection, host),
            time.GetUtcNow(),
            // We only ask when no session of ours is young enough, and SAML has no max_age: so a new authentication it is (S-103).
            upstream.Settings.ForceAuthn || maxAge is not null || request.Prompts.Contains("login"),
            maxAge,
            [.. Contexts(request, upstream.Settings.RequestedAuthnContext)]);
    }

    /// <summary>What the app demands, else wishes, else what the connection says. Short names such as "mfa" mean nothing in SAML.</summary>
    private static ImmutableArray<string> Contexts(AuthorizeRequest request, ImmutableArray<string> ofConnection)
    {
        ImmutableArray<string> essential = [.. request.EssentialAcr.Where(IsContext).Take(MostContexts)];
        ImmutableArray<string> wished = [.. request.AcrValues.Where(IsContext).Take(MostContexts)];
        return !essential.IsEmpty ? essential : !wished.IsEmpty ? wished : ofConnection;
    }

    private static bool IsContext(string value) =>
        value.Length <= 255 && value.Contains(':', StringComparison.Ordinal) && Uri.IsWellFormedUriString(value, UriKind.Absolute);

    /// <summary>An endpoint may have a query of its own, which nobody overrides (S-102).</summary>
    private static IEnumerable<string> NamesIn(string url)
    {
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return Parameters.Parse(query < 0 ? null : url[query..]).All.Select(p => p.Key);
    }
}
