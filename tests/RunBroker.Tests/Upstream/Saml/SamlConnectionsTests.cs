using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using RunBroker.Http.Outbound;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tests.Admin;
using RunBroker.Upstream.Saml;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>What a sign-in gets of a connection, and when it is made anew.</summary>
public sealed class SamlConnectionsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sign_in_gets_what_the_last_one_got_until_something_changes()
    {
        await using var scene = await Scene.Start();
        var (trust, upstream, fault) = await scene.Load();
        Assert.Null(fault);
        Assert.Equal((scene.Place.Document.EntityId, $"https://sso.example/federation/saml/{scene.Id}/metadata"), (trust!.IdpEntityId, trust.SpEntityId));
        Assert.Equal((trust.SpEntityId, $"https://sso.example/federation/saml/{scene.Id}/acs"), (upstream!.SpEntityId, upstream.AcsUrl));
        Assert.Equal((scene.Place.Document.SsoUrl, scene.Place.Document.SloUrl + "/done", true), (upstream.Sso!.Url, upstream.Slo!.ResponseUrl, upstream.SignsAuthnRequests));
        Assert.Equal([IdpCertificates.Sha256(IdpCertificates.First)], trust.Keys.Select(k => k.Thumbprint));
        var again = await scene.Load();
        Assert.Same(trust, again.Trust);
        Assert.Same(upstream, again.Upstream);

        // An edit makes it anew, and opens no key again.
        await scene.Host.Patch(scene.Path, new JsonObject { ["force_authn"] = true });
        var edited = await scene.Load();
        Assert.True(edited.Upstream!.Settings.ForceAuthn);
        Assert.Same(upstream.Signer, edited.Upstream.Signer);
    }

    [Fact, Spec("S-036")]
    public async Task A_removed_key_is_trusted_no_more_from_the_update_on()
    {
        await using var scene = await Scene.Start();
        await scene.Load();
        scene.Place.Document = scene.Place.Document with { Certificates = [IdpCertificates.Second] };
        await scene.Host.Post($"{scene.Path}/refresh", null);
        Assert.Equal([IdpCertificates.Sha256(IdpCertificates.Second)], (await scene.Load()).Trust!.Keys.Select(k => k.Thumbprint));
    }

    [Fact, Spec("S-036")]
    public async Task A_rollover_without_overlap_costs_no_sign_in()
    {
        await using var scene = await Scene.Start();
        var row = await scene.Row();
        var connections = scene.Host.Service<SamlConnections>();
        await connections.Load(row, Stop);
        scene.Place.Forget();
        scene.Place.Document = scene.Place.Document with { Certificates = [IdpCertificates.Second] };
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Place.Gate = gate.Task;
        var many = Enumerable.Range(0, 16).Select(_ => Task.Run(() => connections.RefreshOnUnknownKey(row, Stop))).ToArray();
        gate.SetResult();
        Assert.All(await Task.WhenAll(many), Assert.True);
        Assert.Single(scene.Place.Requests);
        // With the very row that the sign-in began with.
        Assert.Equal([IdpCertificates.Sha256(IdpCertificates.Second)], (await connections.Load(row, Stop)).Trust!.Keys.Select(k => k.Thumbprint));
    }

    [Fact, Spec("S-036"), Spec("O-089")]
    public async Task Forged_keys_make_us_look_once_a_minute()
    {
        await using var scene = await Scene.Start();
        var row = await scene.Row();
        var connections = scene.Host.Service<SamlConnections>();
        scene.Place.Forget();
        for (var i = 0; i < 5; i++)
            Assert.False(await connections.RefreshOnUnknownKey(row, Stop));
        Assert.Single(scene.Place.Requests);
        scene.Host.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(await connections.RefreshOnUnknownKey(row, Stop));
        Assert.Single(scene.Place.Requests);
        scene.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        scene.Place.Document = scene.Place.Document with { Certificates = [IdpCertificates.Second] };
        Assert.True(await connections.RefreshOnUnknownKey(row, Stop));
        Assert.Equal(2, scene.Place.Requests.Length);
    }

    [Fact, Spec("S-036")]
    public async Task Of_two_nodes_that_meet_the_new_key_one_fetches_and_both_know_it()
    {
        await using var scene = await Scene.Start();
        var row = await scene.Row();
        var (here, there) = (scene.Node(), scene.Node());
        await here.Load(row, Stop);
        await there.Load(row, Stop);
        scene.Place.Forget();
        scene.Place.Document = scene.Place.Document with { Certificates = [IdpCertificates.Second] };
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Place.Gate = gate.Task;
        Task<bool>[] both = [here.RefreshOnUnknownKey(row, Stop), there.RefreshOnUnknownKey(row, Stop)];
        gate.SetResult();
        Assert.All(await Task.WhenAll(both), Assert.True);
        Assert.Single(scene.Place.Requests);
        foreach (var node in new[] { here, there })
            Assert.Equal([IdpCertificates.Sha256(IdpCertificates.Second)], (await node.Load(row, Stop)).Trust!.Keys.Select(k => k.Thumbprint));
    }

    [Fact, Spec("S-123")]
    public async Task Metadata_that_has_run_out_gives_no_trust_and_says_so()
    {
        await using var scene = await Scene.Start(IdpCertificates.Now.AddDays(2));
        Assert.NotNull((await scene.Load()).Trust);
        scene.Host.Clock.Advance(TimeSpan.FromDays(2));
        var (trust, upstream, fault) = await scene.Load();
        Assert.Null(trust);
        Assert.Equal(("metadata.Expired", "server_error"), (fault!.Code, fault.OAuthError));
        // Ours is served all the same.
        Assert.NotEmpty(upstream!.SigningCertificates);
    }

    [Fact]
    public async Task An_unfinished_connection_has_our_side_and_no_trust()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var id = (await host.Post("/tenants/acme/connections", new JsonObject { ["name"] = "S", ["protocol"] = "saml" }))["id"];
        var row = (await host.Db.Read(tx => ConnectionStore.FindByUrl(tx, id), Stop))!;
        var (trust, upstream, fault) = await host.Service<SamlConnections>().Load(row, Stop);
        Assert.Null(trust);
        Assert.Equal("metadata.Missing", fault!.Code);
        Assert.Null(upstream!.Sso);
        Assert.Single(upstream.EncryptionCertificates);
    }

    [Fact, Spec("S-087"), Spec("IIP-SP08")]
    public async Task Our_keys_change_their_parts_by_the_clock_alone()
    {
        await using var scene = await Scene.Start();
        var first = (await scene.Load()).Upstream!;
        await scene.Host.Post($"{scene.Path}/roll-keys", new JsonObject { ["active_after_seconds"] = 3600, ["retire_after_seconds"] = 7200 });
        var published = (await scene.Load()).Upstream!;
        Assert.Same(first.Signer, published.Signer);
        Assert.Equal((2, 2, 2), (published.SigningCertificates.Length, published.EncryptionCertificates.Length, published.DecryptionKeys.Length));
        Assert.Equal(first.EncryptionCertificates[0], published.EncryptionCertificates[0]);

        scene.Host.Clock.Advance(TimeSpan.FromHours(1));
        var (trust, switched, _) = await scene.Load();
        Assert.NotSame(first.Signer, switched!.Signer);
        Assert.Equal(published.SigningCertificates[1], switched.SigningCertificates[0]);
        // The old one is not shown to be encrypted to, and what was encrypted to it still opens.
        Assert.Equal([published.EncryptionCertificates[1]], switched.EncryptionCertificates);
        Assert.Equal((2, 2), (switched.SigningCertificates.Length, trust!.DecryptionKeys.Length));

        scene.Host.Clock.Advance(TimeSpan.FromHours(2));
        var retired = await scene.Load();
        Assert.Equal((1, 1), (retired.Upstream!.SigningCertificates.Length, retired.Trust!.DecryptionKeys.Length));
    }

    [Fact, Spec("S-087")]
    public async Task Over_three_years_keys_roll_by_themselves_and_two_nodes_make_one_next_key()
    {
        await using var scene = await Scene.Start();
        var (here, there) = (scene.Rolls(), scene.Rolls());
        var tenant = await Samples.TenantOf(scene.Host, "acme");
        for (var month = 0; month < 36; month++, scene.Host.Clock.Advance(TimeSpan.FromDays(30)))
        {
            await Task.WhenAll(here.Run(Stop), there.Run(Stop));
            var upstream = (await scene.Load()).Upstream!;
            Assert.NotEmpty(upstream.SigningCertificates);
        }

        var keys = await scene.Host.Db.Read(tx => SamlKeyStore.Of(tx, tenant, scene.Id), Stop);
        Assert.Equal(["encryption 1", "encryption 2", "signing 1", "signing 2"], keys.Select(k => $"{k.KeyUse} {k.Generation}"));
        Assert.All(keys.Where(k => k.Generation == 2), k => Assert.True(k.ActiveAt - k.CreatedAt >= Limits.SamlKeyAhead - TimeSpan.FromDays(30)));
        Assert.All(keys.Where(k => k.Generation == 1), k => Assert.Equal(keys[1].ActiveAt + Limits.SamlKeyGrace, k.RetiredAt));
    }

    private sealed record Scene(AdminHost Host, MetadataPlace Place, string Id) : IAsyncDisposable
    {
        public string Path => $"/tenants/acme/connections/{Id}";

        public static async Task<Scene> Start(DateTimeOffset? validUntil = null)
        {
            var host = await AdminHost.Start();
            await host.Tenant("acme");
            var place = await MetadataPlace.Start(host.Clock);
            place.Document = place.Document with { ValidUntil = validUntil };
            var made = await host.Post("/tenants/acme/connections", new JsonObject { ["name"] = "S", ["protocol"] = "saml", ["metadata_url"] = place.Url });
            return new(host, place, made["id"]);
        }

        public async Task<Connection> Row() => (await Host.Db.Read(tx => ConnectionStore.FindByUrl(tx, Id), Stop))!;

        public async Task<(RunBroker.Protocol.Saml.SamlTrust? Trust, SamlUpstream? Upstream, RunBroker.Upstream.UpstreamFault? Fault)> Load() =>
            await Host.Service<SamlConnections>().Load(await Row(), Stop);

        /// <summary>Another node on the same database.</summary>
        public SamlConnections Node() => new(Host.Db, Keys(),
            new SamlRefresh(Host.Db, new MetadataClient(Host.Service<Outbound>(), Host.Service<OutboundRules>(), Host.Clock), Host.Clock, NullLogger<SamlRefresh>.Instance),
            Host.Settings, Host.Clock);

        public SamlKeyRolls Rolls() => new(Host.Db, Keys(), Host.Clock);

        public async ValueTask DisposeAsync()
        {
            await Place.DisposeAsync();
            await Host.DisposeAsync();
        }

        private SamlKeys Keys() => new(Host.Service<SecretBox>(), Host.Settings, Host.Clock);
    }
}
