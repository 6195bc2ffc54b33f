using RunBroker.Http;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Upstream.Oidc;

namespace RunBroker.Upstream;

/// <summary>
/// Upstream → broker: this person's access is withdrawn (Okta's Universal Logout; draft-parecki-oauth-global-token-revocation). 204; 400 for what is
/// no order, 401 without proof of the provider, 403 while the connection is disabled, 404 for a person who never signed in through it.
/// </summary>
internal static class GlobalRevocationEndpoint
{
    public static Task<IResult> Oidc(
        string connection, HttpContext http, Db db, GlobalRevocation revocation, Hosts hosts, Settings settings, Refusal refusal, TimeProvider time,
        CancellationToken stop) => new Call(http, db, revocation, hosts, settings, refusal, time).Handle("oidc", connection, stop);

    public static Task<IResult> Saml(
        string connection, HttpContext http, Db db, GlobalRevocation revocation, Hosts hosts, Settings settings, Refusal refusal, TimeProvider time,
        CancellationToken stop) => new Call(http, db, revocation, hosts, settings, refusal, time).Handle("saml", connection, stop);

    private sealed record Call(
        HttpContext Http, Db Db, GlobalRevocation Revocation, Hosts Hosts, Settings Settings, Refusal Refusal, TimeProvider Time)
    {
        public async Task<IResult> Handle(string protocol, string connection, CancellationToken stop)
        {
            if (await Db.Read(tx => ConnectionStore.FindByUrl(tx, connection), stop) is not { } row || row.Protocol != protocol)
                return UpstreamAnswers.NoSuchConnection;
            const string Scheme = "Bearer ";
            var header = Http.Request.Headers.Authorization.ToString();
            if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
                return OAuthJson.BearerError(401, null, null);
            if (!row.IsUsable)
            {
                await Note(row, GlobalRevocation.Disabled);
                return UpstreamAnswers.Error(403, "access_denied", "the connection is disabled");
            }

            var (by, fault) = await Revocation.Authenticate(row, header[Scheme.Length..].Trim(), await Audiences(row, stop), stop);
            if (by is null)
                return await Unproved(row, fault!);
            if (await Body(stop) is not { } body || RevokedSubject.Read(body) is not { } who)
                return OAuthJson.Error("invalid_request", "the body must be JSON with sub_id {format: iss_sub, iss, sub}");
            return await Revocation.Do(row, by, who, Http.Ip()) switch
            {
                true => UpstreamAnswers.Done(204),
                false => UpstreamAnswers.Error(404, "not_found", "nobody of that name signed in through this connection"),
                null => await Unproved(
                    row, OidcClient.Refused(new(UpstreamReason.LogoutTokenReplayed, "AU-34", "a token that never came before", by.Caller.TokenId))),
            };
        }

        private async Task<IResult> Unproved(Connection row, UpstreamFault fault)
        {
            var file = await Note(row, fault);
            return OAuthJson.BearerError(401, "invalid_token", $"{fault.Code} ({fault.Spec}); case {file.CaseId}");
        }

        private async Task<CaseFile> Note(Connection row, UpstreamFault fault)
        {
            var file = CaseFile.Open(Time, null);
            file.About(row.TenantId, row.Id);
            await Refusal.NoteSignOut(Http, file, fault);
            return file;
        }

        /// <summary>The URL at the issuer's host, and at the tenant's own one if it was called there.</summary>
        private async Task<string[]> Audiences(Connection row, CancellationToken stop)
        {
            var path = Routes.GlobalRevocation(row.Protocol, row.Id);
            var host = await Hosts.CallbackHost(Http, row.TenantId, stop);
            return host == Settings.Authority ? [Settings.Url(path)] : [Settings.Url(path), $"{new Uri(Settings.Issuer).Scheme}://{host}{path}"];
        }

        /// <summary>Null when it is no JSON, or too long for an order.</summary>
        private async Task<byte[]?> Body(CancellationToken stop)
        {
            if (Http.Request.ContentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) != true)
                return null;
            using var read = new MemoryStream();
            var buffer = new byte[4096];
            int got;
            while ((got = await Http.Request.Body.ReadAsync(buffer, stop)) > 0)
            {
                await read.WriteAsync(buffer.AsMemory(0, got), stop);
                if (read.Length > Limits.FormBytes)
                    return null;
            }

            return read.ToArray();
        }
    }
}
