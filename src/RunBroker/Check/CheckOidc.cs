using System.Collections.Immutable;
using System.Text;
using RunBroker.Cases;
using RunBroker.Pages.Words;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Upstream.Oidc;

namespace RunBroker.Check;

/// <summary>
/// ID tokens and answers in the browser, judged as at the callback. Discovery and keys come from the caches that sign-ins use, or are fetched as
/// those would fetch them; a code is never redeemed, and userinfo not asked.
/// </summary>
internal sealed class CheckOidc(OidcClient client, SecretBox box, Settings settings)
{
    private const string State = "check.state", Nonce = "check.nonce", Hashes = "check.hashes";
    private static readonly ImmutableArray<string> OfCallback = [State, "check.answer_issuer", "check.provider_answer"];

    public async Task<Judged> IdToken(Connection row, Pasted.Token pasted, AsIf asIf, DateTimeOffset at, CheckTexts t, CancellationToken stop)
    {
        var judged = new Judged(at, [.. OidcChecks.Names.Except(OfCallback).Except(["check.token_answer"]), Judged.User]);
        judged.File.Received("id_token", DecodedJson.Token(pasted.Text));
        var connection = UpstreamConnection.Of(row);
        var (trust, unusable) = await client.Trust(connection, stop);
        if (trust is null)
            return judged.Refused(unusable!, null);
        var expected = Expected(row, asIf, at) with { Nonce = asIf.Nonce ?? NonceOf(connection, pasted.Text) ?? "" };
        var (identity, fault) = await client.Look(connection, trust, expected, pasted.Text, pasted.AccessToken, at, stop);
        if (asIf.Nonce is null && fault?.Code != $"upstream.{UpstreamReason.WrongNonce}")
            judged.NotChecked(Nonce, t.NonceUnknown);
        if (pasted.AccessToken is null)
            judged.NotChecked(Hashes, t.HashesUnknown);
        var checks = new OidcChecks(judged.File, trust, expected);
        if (identity is null)
            return judged.Refused(checks.Until(fault!), OidcChecks.Named(fault!.Code));
        checks.Passed(identity, pasted.Text);
        var rules = ClaimRules.Of(connection.Settings);
        judged.Login = CallbackEndpoint.Login(row, identity, null, rules, expected.RequestedAt);
        if (trust.UserInfoEndpoint is not null && identity.Lacks(rules.Names) is { IsEmpty: false } lacking)
        {
            judged.Notes.Add(t.UserInfoNotAsked(string.Join(", ", lacking)));
            judged.UserInfoMayAdd = true;
        }

        return judged;
    }

    public async Task<Judged> Callback(Connection row, Pasted.Callback pasted, AsIf asIf, DateTimeOffset at, CheckTexts t, CancellationToken stop)
    {
        var judged = new Judged(at, [.. OidcChecks.Names, Judged.User]);
        judged.File.Received("callback", DecodedParameters.Of("", pasted.Sent.All));
        var (trust, unusable) = await client.Trust(UpstreamConnection.Of(row), stop);
        if (trust is null)
            return judged.Refused(unusable!, null);
        if (asIf.State is { } wanted && pasted.Sent["state"] is { } sent && sent != wanted)
        {
            // The endpoint finds the sign-in by its state, so that it has a word of its own for this.
            return judged.Refused(new(ErrorReason.SignInExpired, "sign_in.WrongState", "O-083", "the state of that sign-in", "another one", "access_denied"), State);
        }

        if (asIf.State is null && pasted.Sent["state"] is not null)
            judged.NotChecked(State, t.StateUnknown);
        var expected = Expected(row, asIf, at) with { State = asIf.State ?? pasted.Sent["state"] ?? "" };
        var checks = new OidcChecks(judged.File, trust, expected);
        if (UpstreamCallback.Check(pasted.Sent, trust, expected) is CallbackResult.Refused refused)
        {
            var fault = OidcClient.Refused(refused.Why);
            return judged.Refused(checks.Until(fault), OidcChecks.Named(fault.Code));
        }

        checks.Answered();
        foreach (var name in judged.Names.Except(OfCallback))
            judged.NotChecked(name, t.CodeNotRedeemed);
        return judged;
    }

    private OidcExpectation Expected(Connection row, AsIf asIf, DateTimeOffset at) => new()
    {
        State = "",
        Nonce = "",
        CodeVerifier = "",
        RedirectUri = settings.Url(Routes.OidcCallback(row.Id)),
        RequestedAt = asIf.RequestedAt ?? at,
        MaxAge = asIf.MaxAge,
        Prompt = asIf.Prompt,
    };

    /// <summary>What the token says of itself: it is judged as if that had been asked, and the check is said not to have been made.</summary>
    private string? NonceOf(UpstreamConnection connection, string token)
    {
        if (Jwe.IsCompact(token))
        {
            if (Jwe.Decrypt(token, connection.DecryptionKeys(box), UpstreamLimits.Token) is not JweResult.Decrypted inner)
                return null;
            token = Encoding.UTF8.GetString(inner.Plaintext.Span);
        }

        return token.Split('.') is [_, var claims, _] ? PasteReading.Part(claims)?.Text("nonce") : null;
    }
}
