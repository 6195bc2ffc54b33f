using System.Collections.Immutable;
using System.Text;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Cases;

/// <summary>
/// What a SAML provider can answer wrongly: of every reason that the catalogue of hostile messages has, its first message, posted to the ACS as
/// the answer to a real request; the rest by the provider's own faults.
/// </summary>
internal static class SamlProducers
{
    private static readonly Lazy<HostileGround> Ground = new(() => new HostileGround(new("idp", "sp", "acs", "_r"), "slo", DateTimeOffset.UnixEpoch));

    /// <summary>Those that need more than a message.</summary>
    private static readonly ImmutableArray<Producer> Others =
    [
        Producer.Of("upstream.Replayed", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            stage.Idp.Break(d => d with { AssertionId = "_the-same-again" });
            await stage.SignIn();
            var second = stage.InAnotherBrowser();
            await second.Go();
            return await second.LastCase();
        }),
        Producer.Of("upstream.TooLarge", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            stage.Idp.Break(d => d with { Attributes = [new AttributeDraft("groups", new string('g', 300_000))] });
            await stage.Go();
            return await stage.LastCase();
        }),
        Producer.Of("upstream.RepeatedParameter", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            await stage.Answer((await stage.Held()).And("SAMLResponse", "PHgvPg=="));
            return await stage.LastCase();
        }),
        Producer.Of("upstream.Unsolicited", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            return await stage.CaseOn(await stage.Browser.Get(stage.Idp.StartUrl(stage.EntityId)));
        }),
        Producer.Of("upstream.MissingSubjectAttribute", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene, s => s with { SubjectAttribute = "employeeNumber" });
            await stage.Go();
            return await stage.LastCase();
        }),
        Producer.Of("upstream.WrongAuthnContext", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            stage.Idp.Break(d => d with { AuthnContext = SamlUris.PasswordTransport });
            await stage.Go(p => p["acr_values"] = "https://refeds.org/profile/mfa");
            return await stage.LastCase();
        }),
        Producer.Of("upstream.AuthenticationTooOld", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            stage.Idp.Break(d => d with { AuthnInstant = scene.Clock.GetUtcNow().AddHours(-1) });
            await stage.Go(p => p["prompt"] = "login");
            return await stage.LastCase();
        }),
        Producer.Of("upstream.NotDeflate", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            await stage.Browser.Get($"{stage.SloUrl}?SAMLRequest={Uri.EscapeDataString(Convert.ToBase64String("not deflated"u8))}");
            return await stage.LastCase();
        }),
        Producer.Of("upstream.LogoutNamesNobody", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            var draft = LogoutDraft.Request(stage.Idp.Keys.Signing, stage.Idp.EntityId, stage.SloUrl, new("u-1"), scene.Clock.GetUtcNow()) with { NameId = null };
            await stage.Send(draft, SamlUris.Redirect);
            return await stage.LastCase();
        }),

        Producer.Of("metadata.Missing", "saml", scene => With(scene, s => s with { SsoUrl = null })),
        Producer.Of("metadata.NotFetchedYet", "saml", scene => With(scene, s => new SamlSettings { MetadataUrl = "https://idp.example/metadata" })),
        Producer.Of("metadata.NoUsableKey", "saml", scene => With(scene, s => s with { Certificates = [Weak!.Value] })),
        Stored("metadata.Expired", (idp, scene) => (idp.MetadataValidFor, idp.MetadataCacheDuration) = (TimeSpan.FromHours(-1), null)),
        Stored("metadata.BadValidUntil", (idp, _) => idp.EditMetadata = d => d.DocumentElement!.SetAttribute("validUntil", "some day")),
        Stored("metadata.NotSigned", (_, _) => { }, s => s with { MetadataCertificates = [TestSamlKey.OfRsa().Base64] }),
        Stored("metadata.EntityNotFound", (_, _) => { }, s => s with { IdpEntityId = "https://another.example/idp" }),
        Stored("metadata.NoSsoEndpoint", (idp, _) => idp.EditMetadata = d =>
        {
            foreach (var sso in d.GetElementsByTagName("*").Cast<System.Xml.XmlElement>().Where(e => e.LocalName == "SingleSignOnService").ToList())
                sso.ParentNode!.RemoveChild(sso);
        }),
        Producer.Of("metadata.NotXml", "saml", scene => WithDocument(scene, "<EntityDescriptor"u8.ToArray(), s => s)),
    ];

    public static ImmutableArray<Producer> All { get; } = [.. Hostile(), .. Others];

    private static readonly Lazy<string> Weak = new(() =>
    {
        using var key = System.Security.Cryptography.RSA.Create(1024);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=weak", key, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return Convert.ToBase64String(certificate.RawData);
    });

    private static IEnumerable<Producer> Hostile() =>
        from message in HostileMessages.All
        where message is { Kind: HostileKind.Response or HostileKind.PostField, Setting: { Unsolicited: false, SubjectAttribute: null, ForceAuthn: false, MaxAge: null, AuthnContext: null } }
            && Others.All(o => o.Code != "upstream." + message.Reason)
        group message by message.Reason into of
        select Producer.Of("upstream." + of.Key, "saml", scene => Post(scene, of.First()));

    private static async Task<SignInCase> Post(Scene scene, HostileMessage message)
    {
        var setting = message.Setting;
        await using var stage = await SamlStage.On(scene, s => s with
        {
            Certificates = setting.TrustsEc ? [Ground.Value.Idp.Base64, Ground.Value.IdpEc.Base64] : [Ground.Value.Idp.Base64],
            RequireSigned = setting.RequireSigned,
            WantAssertionsEncrypted = setting.RequireEncryption,
            AllowAesCbc = setting.AllowCbc,
        });
        var held = await stage.Held();
        var ours = (await stage.Db.Read(tx => SamlKeyStore.Of(tx, stage.Tenant.Id, stage.Connection.Id), CancellationToken.None)).First(k => k.KeyUse == SamlKeyRow.Encryption);
        var ground = Ground.Value.Between(
            new(stage.Idp.EntityId, stage.EntityId, stage.AcsUrl, stage.Idp.LastAuthnRequest.Id), stage.SloUrl, scene.Clock.GetUtcNow(), ours.Certificate);
        var made = message.Make(ground);
        held["SAMLResponse"] = message.Kind == HostileKind.PostField ? Encoding.UTF8.GetString(made) : Convert.ToBase64String(made);
        await stage.Answer(held);
        return await stage.LastCase();
    }

    private static async Task<SignInCase> With(Scene scene, Func<SamlSettings, SamlSettings> settings)
    {
        await using var stage = await SamlStage.On(scene, settings);
        await stage.Go();
        return await stage.LastCase();
    }

    /// <summary>Metadata of a real provider, kept as if it had been read, with something wrong in it.</summary>
    private static Producer Stored(string code, Action<TestSamlIdp, Scene> edit, Func<SamlSettings, SamlSettings>? settings = null) => Producer.Of(code, "saml", async scene =>
    {
        await using var idp = await TestSamlIdp.Start(new TestSamlIdpOptions { HostName = "localhost", Clock = scene.Clock });
        edit(idp, scene);
        return await WithDocument(scene, Encoding.UTF8.GetBytes(idp.MetadataXml), settings ?? (s => s));
    });

    private static async Task<SignInCase> WithDocument(Scene scene, byte[] document, Func<SamlSettings, SamlSettings> settings)
    {
        await using var stage = await SamlStage.On(scene, _ => settings(new SamlSettings { MetadataUploaded = true }));
        await scene.Db.Write(tx => SamlMetadataStore.Put(tx, new SamlMetadataRow
        {
            TenantId = stage.Tenant.Id,
            ConnectionId = stage.Connection.Id,
            Source = SamlMetadataRow.Upload,
            Document = document,
        }), CancellationToken.None);
        await stage.Go();
        return await stage.LastCase();
    }
}
