using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using RunBroker.Operations;
using RunBroker.Protocol.Saml.Metadata;

namespace RunBroker.Tests.Admin;

/// <summary>A connection by metadata URL, from its first fetch on; the provider's side is a document that tests change.</summary>
public sealed class SamlMetadataApiTests
{
    private const string Path = "/tenants/acme/connections";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, Spec("S-127")]
    [InlineData("localhost:5107/metadata", "a whole URL, with https://")]
    [InlineData("idp.example/metadata", "a whole URL, with https://")]
    [InlineData("https://idp.example/metadata#x", "an https URL without fragment and user name")]
    [InlineData("http://localhost:5107/metadata", null)]
    public void An_address_without_its_scheme_is_told_so(string url, string? wanted) =>
        Assert.Equal(wanted, EndpointUrl.Check("metadata_url", url, at => at.IsLoopback)?.Wanted);

    [Fact, Spec("S-120"), Spec("IIP-MD02")]
    public async Task Metadata_is_fetched_when_the_connection_is_saved_and_again_only_if_it_is_newer()
    {
        await using var scene = await Scene.Start();
        var (host, place) = (scene.Host, scene.Place);
        var made = await host.Get(scene.Connection);
        Assert.Equal(("url", place.Document.EntityId, place.Document.SsoUrl), (made["metadata_source"], made["idp_entity_id"], made["sso_url"]));
        Assert.Equal(["metadata_url PlainHttp"], SamlConnectionsApiTests.Warnings(made));
        Assert.Single(place.Requests);
        Assert.Null(place.Requests[0].Header("If-None-Match"));

        // What has nothing to do with it asks nobody.
        await host.Patch(scene.Connection, new JsonObject { ["name"] = "New" });
        await host.Get(scene.Connection);
        Assert.Single(place.Requests);

        host.Clock.Advance(TimeSpan.FromMinutes(5));
        var refreshed = await host.Post($"{scene.Connection}/refresh", null);
        Assert.Equal((200, 2, 1), (refreshed.Status, place.Requests.Length, place.Unmodified));
        Assert.Equal(host.Clock.GetUtcNow().UtcDateTime, (DateTime)refreshed.Json["status"]!["metadata_refreshed_at"]!);
        Assert.Equal(200, (await host.Post($"{scene.Connection}/enable", null)).Status);
    }

    [Fact, Spec("S-126")]
    public async Task Which_entity_is_meant_can_be_said_beside_the_address()
    {
        await using var scene = await Scene.Start();
        var other = await scene.Host.Patch(scene.Connection, new JsonObject { ["idp_entity_id"] = "https://other.example" });
        Assert.Contains("idp_entity_id EntityNotFound", SamlConnectionsApiTests.Warnings(other));
        Assert.Equal("https://other.example", other["idp_entity_id"]);
        var back = await scene.Host.Patch(scene.Connection, new JsonObject { ["idp_entity_id"] = null });
        Assert.Equal(scene.Place.Document.EntityId, back["idp_entity_id"]);
        Assert.Equal(["metadata_url PlainHttp"], SamlConnectionsApiTests.Warnings(back));
    }

    [Fact, Spec("S-121")]
    public async Task Metadata_that_is_not_signed_is_refused_when_a_certificate_is_named_for_it()
    {
        await using var scene = await Scene.Start();
        var named = await scene.Host.Patch(scene.Connection,
            new JsonObject { ["metadata_certificates"] = new JsonArray(IdpCertificates.Pem(IdpCertificates.Second)) });
        Assert.Contains("metadata_url NotSigned", SamlConnectionsApiTests.Warnings(named));
        Assert.Equal(422, (await scene.Host.Post($"{scene.Connection}/enable", null)).Status);
    }

    [Fact, Spec("S-123")]
    public async Task An_address_that_does_not_answer_is_a_warning_when_saved_and_a_problem_when_enabled()
    {
        await using var scene = await Scene.Start(status: 503);
        var (host, place) = (scene.Host, scene.Place);
        var made = await host.Get(scene.Connection);
        Assert.Equal(["metadata_url NotFetchedYet", "metadata_url PlainHttp"], SamlConnectionsApiTests.Warnings(made));
        var refreshed = await host.Post($"{scene.Connection}/refresh", null);
        Assert.Equal(["metadata_url Unreachable", "metadata_url PlainHttp"], SamlConnectionsApiTests.Warnings(refreshed));
        var refused = await host.Post($"{scene.Connection}/enable", null);
        Assert.Equal((422, "HTTP 503"), (refused.Status, (string)refused.Json["problems"]![0]!["got"]!));
        place.Status = null;
        Assert.Equal(200, (await host.Post($"{scene.Connection}/enable", null)).Status);
    }

    [Fact, Spec("S-036"), Spec("S-125")]
    public async Task Other_keys_are_taken_over_at_once_and_told()
    {
        await using var scene = await Scene.Start();
        var (host, place) = (scene.Host, scene.Place);
        place.Document = place.Document with { Certificates = [IdpCertificates.Second] };
        var refreshed = await host.Post($"{scene.Connection}/refresh", null);
        Assert.Equal([Convert.ToBase64String(IdpCertificates.Second)], SamlConnectionsApiTests.Texts(refreshed, "certificates"));
        Assert.Null(refreshed.Json["pending_metadata"]);
        var told = Assert.Single(await scene.Events("connection.updated"));
        Assert.StartsWith("token:", (string)told["actor"]!, StringComparison.Ordinal);
        Assert.Contains(told["data"]!["metadata_changes"]!.AsArray(), c => ((string)c!).Contains(IdpCertificates.Sha256(IdpCertificates.Second), StringComparison.Ordinal));
        // An edit made with the version from before is none of the fetch's business.
        Assert.Equal(200, (await host.Patch(scene.Connection, new JsonObject { ["name"] = "N" }, AdminHost.Operator, ("If-Match", scene.Etag))).Status);
    }

    [Theory, Spec("S-125")]
    [InlineData("entity", "EntityIdChanged")]
    [InlineData("sso", "SsoHostChanged")]
    [InlineData("slo", "SloHostChanged")]
    public async Task What_could_be_an_attack_waits_for_an_admin_and_is_told_once(string change, string reason)
    {
        await using var scene = await Scene.Start();
        var (host, place) = (scene.Host, scene.Place);
        var before = place.Document;
        place.Document = change switch
        {
            "entity" => before with { EntityId = "https://evil.example" },
            "sso" => before with { SsoUrl = "https://evil.example/sso" },
            _ => before with { SloUrl = "https://evil.example/slo" },
        };
        for (var i = 0; i < 2; i++)
        {
            var refreshed = await host.Post($"{scene.Connection}/refresh", null);
            Assert.Equal((before.EntityId, before.SsoUrl, before.SloUrl), (refreshed["idp_entity_id"], refreshed["sso_url"], refreshed["idp_slo_url"]));
            Assert.Contains("metadata_url MetadataChanged", SamlConnectionsApiTests.Warnings(refreshed));
            var pending = refreshed.Json["pending_metadata"]!;
            Assert.Equal([reason], pending["reasons"]!.AsArray().Select(r => (string)r!));
            Assert.Equal((place.Document.EntityId, place.Document.SsoUrl, IdpCertificates.Sha256(place.Document.Octets)),
                ((string)pending["entity_id"]!, (string)pending["sso_url"]!, (string)pending["sha256"]!));
        }

        Assert.Single(await scene.Events("connection.metadata_pending"));
        Assert.Empty(await scene.Events("connection.updated"));

        // The provider takes it back: nothing waits any more.
        place.Document = before;
        Assert.Null((await host.Post($"{scene.Connection}/refresh", null)).Json["pending_metadata"]);
        Assert.Equal("urn:runbroker:problem:nothing_pending", (await host.Post($"{scene.Connection}/confirm-metadata", null)).Type);
    }

    [Fact, Spec("S-125")]
    public async Task What_an_admin_confirms_is_what_was_seen_and_is_then_trusted()
    {
        await using var scene = await Scene.Start();
        var (host, place) = (scene.Host, scene.Place);
        place.Document = place.Document with { EntityId = "https://moved.example" };
        var seen = (await host.Post($"{scene.Connection}/refresh", null)).Json["pending_metadata"]!["sha256"]!;
        Assert.Equal(412, (await host.Post($"{scene.Connection}/confirm-metadata", new JsonObject { ["sha256"] = new string('0', 64) })).Status);
        Assert.Equal(422, (await host.Post($"{scene.Connection}/confirm-metadata", new JsonObject { ["sure"] = true })).Status);
        var confirmed = await host.Post($"{scene.Connection}/confirm-metadata", new JsonObject { ["sha256"] = (string)seen! });
        Assert.Equal((200, "https://moved.example"), (confirmed.Status, confirmed["idp_entity_id"]));
        Assert.Null(confirmed.Json["pending_metadata"]);
        var told = Assert.Single(await scene.Events("connection.updated"));
        Assert.Contains(told["data"]!["metadata_confirmed"]!.AsArray(), c => ((string)c!).Contains("https://moved.example", StringComparison.Ordinal));
        Assert.Null((await host.Post($"{scene.Connection}/refresh", null)).Json["pending_metadata"]);
    }

    [Fact, Spec("S-123")]
    public async Task The_schedule_fetches_enabled_ones_keeps_the_last_good_and_tells_after_three_failures_in_a_row()
    {
        await using var scene = await Scene.Start(new() { Certificates = [IdpCertificates.First], ValidUntil = IdpCertificates.Now.AddDays(3) });
        var (host, place) = (scene.Host, scene.Place);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await scene.Work();
        Assert.Single(place.Requests);

        await host.Post($"{scene.Connection}/enable", null);
        place.Forget();
        await scene.Work();
        Assert.Empty(place.Requests);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await scene.Work();
        await scene.Work();
        Assert.Single(place.Requests);
        Assert.Equal(host.Clock.GetUtcNow().UtcDateTime, (DateTime)(await host.Get(scene.Connection)).Json["status"]!["metadata_refreshed_at"]!);

        place.Status = 500;
        var rounds = 0;
        for (; (await scene.Events("connection.metadata_failing")).Count == 0; rounds++)
        {
            host.Clock.Advance(TimeSpan.FromHours(1));
            await scene.Work();
            Assert.True(rounds < 40);
        }

        Assert.Equal(4, place.Requests.Length);
        var failing = await host.Get(scene.Connection);
        Assert.Contains("metadata_url RefreshFailed", SamlConnectionsApiTests.Warnings(failing));
        Assert.Equal((place.Document.SsoUrl, 1), (failing["sso_url"], SamlConnectionsApiTests.Texts(failing, "certificates").Count));
        // Until its own end, and not an instant longer.
        host.Clock.Advance(IdpCertificates.Now.AddDays(3) - host.Clock.GetUtcNow());
        Assert.Contains("metadata_url Expired", SamlConnectionsApiTests.Warnings(await host.Get(scene.Connection)));

        place.Status = null;
        place.Document = place.Document with { ValidUntil = host.Clock.GetUtcNow().AddDays(9) };
        host.Clock.Advance(TimeSpan.FromHours(1));
        await scene.Work();
        Assert.Equal(["metadata_url PlainHttp"], SamlConnectionsApiTests.Warnings(await host.Get(scene.Connection)));
        Assert.Single(await scene.Events("connection.metadata_failing"));
    }

    [Fact, Spec("O-164"), Spec("P-003")]
    public async Task What_an_address_holds_behind_its_question_mark_is_told_to_nobody_else()
    {
        const string Secret = "s3cret-of-the-address";
        await using var scene = await Scene.Start();
        var (host, place) = (scene.Host, scene.Place);
        await host.Patch(scene.Connection, new JsonObject { ["metadata_url"] = $"{place.Url}?key={Secret}" });
        Assert.Equal(200, (await host.Post($"{scene.Connection}/enable", null)).Status);
        place.Status = 500;
        var failing = new List<JsonNode>();
        for (var rounds = 0; failing.Count == 0; rounds++)
        {
            host.Clock.Advance(TimeSpan.FromHours(1));
            await scene.Work();
            failing = await scene.Events("connection.metadata_failing");
            Assert.True(rounds < 40);
        }

        Assert.Contains("HTTP 500", failing[0].ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, (await host.Get("/tenants/acme/events")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Logs, line => line.Contains(Secret, StringComparison.Ordinal));
        // Its own admins read it where they set it.
        Assert.Contains(Secret, (await host.Get(scene.Connection)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_address_is_read_before_the_old_one_is_left()
    {
        await using var scene = await Scene.Start();
        await using var other = await MetadataPlace.Start(scene.Host.Clock);
        other.Document = other.Document with { EntityId = "https://other.example", Certificates = [IdpCertificates.Second] };
        var moved = await scene.Host.Patch(scene.Connection, new JsonObject { ["metadata_url"] = other.Url });
        Assert.Equal((other.Url, "https://other.example"), (moved["metadata_url"], moved["idp_entity_id"]));
        Assert.Null(moved.Json["pending_metadata"]);
        // By fields: what the metadata said is where one begins.
        var fields = await scene.Host.Patch(scene.Connection, new JsonObject { ["metadata_url"] = null });
        Assert.Equal(("fields", "https://other.example", other.Document.SsoUrl), (fields["metadata_source"], fields["idp_entity_id"], fields["sso_url"]));
        Assert.Empty(SamlConnectionsApiTests.Warnings(fields));
    }

    [Theory, Spec("S-125")]
    [InlineData("metadata_url", "https://127.0.0.1:9/nobody-there")]
    [InlineData("idp_entity_id", "https://stranger.example")]
    public async Task A_change_that_would_end_all_sign_ins_of_an_enabled_connection_is_refused_and_changes_nothing(string field, string value)
    {
        await using var scene = await Scene.Start();
        Assert.Equal(200, (await scene.Host.Post($"{scene.Connection}/enable", null)).Status);
        var before = await scene.Host.Get(scene.Connection);
        var refused = await scene.Host.Patch(scene.Connection, new JsonObject { [field] = value });
        Assert.Equal((422, "connection_in_use"), (refused.Status, ((string)refused.Json["type"]!).Split('/', ':')[^1]));
        Assert.NotEmpty(refused.Json["problems"]!.AsArray());
        var after = await scene.Host.Get(scene.Connection);
        Assert.Equal((before.Text, before["metadata_url"]), (after.Text, after["metadata_url"]));

        // Who switches it off first may save it unfinished.
        await scene.Host.Post($"{scene.Connection}/disable", null);
        Assert.Equal(200, (await scene.Host.Patch(scene.Connection, new JsonObject { [field] = value })).Status);
    }

    [Fact, Spec("S-087"), Spec("S-089")]
    public async Task Our_keys_roll_when_an_admin_asks_and_can_be_switched_at_once()
    {
        await using var scene = await Scene.Start();
        var host = scene.Host;
        var rolled = await host.Post($"{scene.Connection}/roll-keys", new JsonObject { ["use"] = "signing" });
        Assert.Equal(["signing current", "signing next", "encryption current"], States(rolled));
        Assert.Contains("sp_certificates NextKeyPublished", SamlConnectionsApiTests.Warnings(rolled));
        var next = (string)rolled.Json["sp_certificates"]![1]!["sha256"]!;
        var now = await host.Post($"{scene.Connection}/roll-keys", new JsonObject { ["active_after_seconds"] = 0, ["retire_after_seconds"] = 60 });
        Assert.Equal(["signing current", "signing previous", "encryption current", "encryption previous"], States(now));
        Assert.Equal(next, (string)now.Json["sp_certificates"]![0]!["sha256"]!);
        host.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(["signing current", "encryption current"], States(await host.Get(scene.Connection)));
        Assert.Equal(3, (await scene.Events("connection.updated")).Count);
        Assert.Equal(422, (await host.Post($"{scene.Connection}/roll-keys", new JsonObject { ["use"] = "both" })).Status);
        Assert.Equal(422, (await host.Post($"{scene.Connection}/roll-keys", new JsonObject { ["active_after_seconds"] = -1 })).Status);
        var oidc = await host.Post(Path, new JsonObject { ["name"] = "O", ["protocol"] = "oidc" });
        Assert.Equal("urn:runbroker:problem:not_saml", (await host.Post($"{Path}/{oidc["id"]}/roll-keys", null)).Type);
        Assert.Equal(404, (await host.Post($"{Path}/con_x/roll-keys", null)).Status);
    }

    [Fact, Spec("S-086")]
    public async Task Keys_of_ours_do_not_pile_up_and_a_lost_one_can_be_replaced_all_the_same()
    {
        await using var scene = await Scene.Start();
        var host = scene.Host;
        var use = new JsonObject { ["use"] = "encryption", ["active_after_seconds"] = 0 };
        Task<Answer> Roll(int retire)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            var ask = (JsonObject)use.DeepClone();
            ask["retire_after_seconds"] = retire;
            return host.Post($"{scene.Connection}/roll-keys", ask);
        }

        for (var i = 1; i < Limits.SamlKeysOfOneUse; i++)
            Assert.Equal(200, (await Roll(86_400)).Status);
        Assert.Equal("urn:runbroker:problem:too_many_keys", (await Roll(86_400)).Type);
        Assert.Equal(Limits.SamlKeysOfOneUse + 1, States(await host.Get(scene.Connection)).Count());

        // The way out of a stolen key takes all others away, so it stays open.
        Assert.Equal(["signing current", "encryption current"], States(await Roll(0)));
        Assert.Equal(200, (await Roll(86_400)).Status);
    }

    [Fact, Spec("S-037")]
    public async Task The_end_of_a_providers_certificate_is_told_at_each_threshold_once()
    {
        var (ending, later) = (IdpCertificates.Make(IdpCertificates.Now.AddDays(100)), IdpCertificates.Second);
        await using var scene = await Scene.Start(new() { Certificates = [ending] });
        var host = scene.Host;
        await host.Post($"{scene.Connection}/enable", null);
        var days = new List<int>();
        for (var day = 0; day <= 101; day++, host.Clock.Advance(TimeSpan.FromDays(1)))
        {
            if (day == 80)
                scene.Place.Document = scene.Place.Document with { Certificates = [ending, later] };
            await scene.Work();
        }

        var told = await scene.Events("connection.certificate_expiring");
        days.AddRange(told.Select(e => (int)e["data"]!["days"]!));
        Assert.Equal([1, 7, 14, 30, 60], days);
        Assert.All(told, e => Assert.Equal(IdpCertificates.Sha256(ending), (string)e["data"]!["certificate"]!["sha256"]!));
        // From the 80th day on the next one is published.
        Assert.Equal([true, true, true, false, false], told.Select(e => e["data"]!["successor"] is not null));
        Assert.Equal(IdpCertificates.Sha256(later), (string)told[0]["data"]!["successor"]!["sha256"]!);
    }

    [Fact, Spec("S-123")]
    public async Task The_end_of_uploaded_metadata_is_said_and_told_in_time()
    {
        await using var scene = await Scene.Start();
        var host = scene.Host;
        var upload = scene.Place.Document with { ValidUntil = IdpCertificates.Now.AddDays(20) };
        var changed = await host.Patch(scene.Connection, new JsonObject { ["metadata_xml"] = upload.Text });
        Assert.Equal(["metadata_xml UploadEnds"], SamlConnectionsApiTests.Warnings(changed));
        Assert.Null(changed.Json["metadata_url"]);
        await host.Post($"{scene.Connection}/enable", null);
        for (var day = 0; day <= 21; day++, host.Clock.Advance(TimeSpan.FromDays(1)))
            await scene.Work();
        Assert.Equal([1, 7, 14, 30], (await scene.Events("connection.metadata_failing")).Select(e => (int)e["data"]!["days"]!));
        Assert.Contains("metadata_xml Expired", SamlConnectionsApiTests.Warnings(await host.Get(scene.Connection)));
    }

    private static IEnumerable<string> States(Answer answer) => answer.Json["sp_certificates"]!.AsArray().Select(c => $"{c!["use"]} {c["state"]}");

    private sealed record Scene(AdminHost Host, MetadataPlace Place, string Connection, string Etag) : IAsyncDisposable
    {
        public static async Task<Scene> Start(IdpDocument? document = null, int? status = null)
        {
            var host = await AdminHost.Start();
            await host.Tenant("acme");
            var place = await MetadataPlace.Start(host.Clock);
            place.Document = document ?? place.Document;
            place.Status = status;
            var made = await host.Post(Path, new JsonObject { ["name"] = "IdP", ["protocol"] = "saml", ["metadata_url"] = place.Url });
            Assert.Equal(201, made.Status);
            return new(host, place, $"{Path}/{made["id"]}", made.Etag!);
        }

        /// <summary>One round of what time brings about.</summary>
        public Task Work() => Host.Service<IEnumerable<IHostedService>>().OfType<SamlWorker>().Single().Run(Stop);

        /// <summary>The newest first.</summary>
        public async Task<List<JsonNode>> Events(string type) =>
            [.. (await Host.Get($"/tenants/acme/events?type={type}")).Json["items"]!.AsArray().Select(e => e!)];

        public async ValueTask DisposeAsync()
        {
            await Place.DisposeAsync();
            await Host.DisposeAsync();
        }
    }
}
