using System.Security.Cryptography;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>
/// A tenant whose provider speaks SAML. The provider is at `localhost`, the broker at `127.0.0.1`: two sites to a browser, so that cookies
/// stay home or travel as they do outside. The provider knows us by the metadata that we serve.
/// </summary>
internal sealed record SamlStage(Scene Scene, TestSamlIdp Idp, Tenant Tenant, Connection Connection, TestApp App, TestBrowser Browser)
    : TenantStage(Scene, Tenant, Connection, App, Browser), IAsyncDisposable
{
    // Made once: an RSA key of 3072 bits takes long, and no test is about that.
    private static readonly Lazy<SpKey> Signing = new(() => OwnKey("signing"));
    private static readonly Lazy<SpKey> Encryption = new(() => OwnKey("encryption"));
    private static readonly Lazy<TestSamlKey> Provider = new(() => TestSamlKey.OfRsa());

    public override string CallbackUrl => AcsUrl;

    public string AcsUrl => $"{Scene.Broker.Url}/federation/saml/{Connection.Id}/acs";

    public string SloUrl => $"{Scene.Broker.Url}/federation/saml/{Connection.Id}/slo";

    public string EntityId => $"{Scene.Broker.Url}/federation/saml/{Connection.Id}/metadata";

    public static async Task<SamlStage> On(
        Scene scene, Func<SamlSettings, SamlSettings>? settings = null, Func<TestSamlIdpOptions, TestSamlIdpOptions>? idp = null,
        Func<AppMetadata, AppMetadata>? app = null, Func<Tenant, Tenant>? tenant = null, TestSamlIdp? at = null)
    {
        var name = "t" + RandomNumberGenerator.GetHexString(10, lowercase: true);
        var options = new TestSamlIdpOptions { HostName = "localhost", AcceptAnySp = true, Clock = scene.Clock, Key = Provider.Value };
        var provider = at ?? await TestSamlIdp.Start(idp is null ? options : idp(options));
        if (at is null)
            provider.Users.Add(TestUser.Person("maria", "Maria", "Souza", "maria@acme.example", "staff", "admins"));
        provider.SignInAs = "maria";
        var row = await scene.AddTenant(name, tenant);
        var connection = await Connect(scene, row, provider, settings);
        var testApp = await scene.AddApp("app-" + name, app, tenant: row);
        return new SamlStage(scene, provider, row, connection, testApp, scene.NewBrowser());
    }

    /// <summary>A connection as the management API would write it, with the provider's fields typed in.</summary>
    public static async Task<Connection> Connect(Scene scene, Tenant tenant, TestSamlIdp idp, Func<SamlSettings, SamlSettings>? edit = null, bool enabled = true)
    {
        var now = scene.Clock.GetUtcNow();
        var settings = new SamlSettings
        {
            IdpEntityId = idp.EntityId,
            SsoUrl = idp.SsoUrl,
            SloUrl = idp.SloUrl,
            Certificates = [.. idp.Keys.Published.Select(k => k.Base64)],
            ClaimMappings = new() { Email = "email", FirstName = "firstName", LastName = "lastName" },
        };
        var connection = new Connection
        {
            Id = Ids.New("con_", now),
            TenantId = tenant.Id,
            Name = tenant.Name + " sign-in",
            Protocol = "saml",
            Enabled = enabled,
            LoginSlug = RandomToken.Create("", 24),
            Settings = StoredJson.Write(edit is null ? settings : edit(settings)),
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await scene.Db.Write(async tx =>
        {
            await ConnectionStore.Insert(tx, connection);
            await SamlKeyStore.Insert(tx, KeyRow(scene, connection, SamlKeyRow.Signing, Signing.Value, 1, now));
            await SamlKeyStore.Insert(tx, KeyRow(scene, connection, SamlKeyRow.Encryption, Encryption.Value, 1, now));
        }, CancellationToken.None);
        return connection;
    }

    /// <summary>The same tenant in another browser.</summary>
    public SamlStage InAnotherBrowser() => this with { Browser = Scene.NewBrowser() };

    /// <summary>Posts an answer as the provider's page would.</summary>
    public Task<TestPage> Answer(Fields fields, string? to = null) => Browser.Post(to ?? AcsUrl, fields, Idp.Origin + "/sso");

    /// <summary>Walks up to the answer and holds it: the fields that the provider's page would post.</summary>
    public async Task<Fields> Held(Action<Fields>? edit = null) => (await GoUpToTheAnswer(edit)).Posted;

    /// <summary>What we asked the provider last.</summary>
    public async Task<ReceivedSaml> Asked(Action<Fields>? edit = null)
    {
        await Go(edit);
        return Idp.LastAuthnRequest;
    }

    /// <summary>A new person at the provider, who signs in from now on.</summary>
    public TestUser Newcomer(string first = "Nora", params string[] groups)
    {
        var login = "n" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        var person = TestUser.Person(login, first, "New", login + "@acme.example", groups);
        Idp.Users.Add(person);
        Idp.SignInAs = login;
        return person;
    }

    public Task Change(Func<SamlSettings, SamlSettings> edit) => Scene.Change(Connection, c => c with { Settings = StoredJson.Write(edit(StoredJson.Saml(c.Settings))) });

    /// <summary>The session of the tenant's newest successful case.</summary>
    public async Task<Session> Session() => (await Db.Read(
        async tx => await SessionStore.Find(tx, Tenant.Id, (await SignInStore.PageCases(tx, Tenant.Id, null, 20)).First(c => c.SessionId is not null).SessionId!),
        CancellationToken.None))!;

    public async ValueTask DisposeAsync() => await Idp.DisposeAsync();

    public SamlKeyRow KeyRow(string use, SpKey key, int generation, DateTimeOffset activeAt) => KeyRow(Scene, Connection, use, key, generation, activeAt);

    private static SamlKeyRow KeyRow(Scene scene, Connection connection, string use, SpKey key, int generation, DateTimeOffset activeAt)
    {
        var now = scene.Clock.GetUtcNow();
        var id = Ids.New("key_", now);
        return new()
        {
            Id = id,
            TenantId = connection.TenantId,
            ConnectionId = connection.Id,
            KeyUse = use,
            Generation = generation,
            PrivateKey = scene.Broker.Box.Seal(key.ExportPkcs8(), new SecretPlace(connection.TenantId.Value, "saml_key", id, "private_key")),
            Certificate = key.Certificate.ToArray(),
            CreatedAt = now,
            ActiveAt = activeAt,
        };
    }

    private static SpKey OwnKey(string name) =>
        SpKey.Create(name, new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
}
